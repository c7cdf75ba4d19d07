/**
 * The probe app's own source, CommonJS as the packager would emit it. It runs inside the engine's sandbox, so it is text:
 * nothing of this repository can be imported in it.
 */
export const PROBE_SOURCE = `
const { App } = require('@rocket.chat/apps-engine/definition/App');
const { ApiSecurity, ApiVisibility } = require('@rocket.chat/apps-engine/definition/api');
const { RocketChatAssociationModel, RocketChatAssociationRecord } = require('@rocket.chat/apps-engine/definition/metadata');

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;

/** Code from a test, with the names in reach that an app's own code has, and without those that it has not. */
function compile(names, code) {
    const compiled = new AsyncFunction('require', 'Buffer', 'globalThis', 'Deno', ...names, code);
    return (...values) => compiled(require, Buffer, undefined, undefined, ...values);
}

/** Everything that has happened to this process, oldest first. A restarted process starts with none. */
const events = [];
/** Code to run at an event, by the event's name. Its result is the handler's. */
const handlers = {};

/** What an event brought, as data: the engine gives class instances with functions in them. */
function snapshot(value, depth = 0) {
    if (typeof value === 'function') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date || Buffer.isBuffer(value) || depth > 12) return value;
    if (Array.isArray(value)) return value.map((item) => snapshot(item, depth + 1));
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, item]) => typeof item !== 'function')
            .map(([key, item]) => [key, snapshot(item, depth + 1)]),
    );
}

const lib = {
    events,
    /** An association, for the persistence. */
    record: (id, model = 'MISC') => new RocketChatAssociationRecord(RocketChatAssociationModel[model], id),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    /** From now on runs the code at that event, with (data, read, modify, http, persis, app, lib). */
    on: (name, code) => {
        handlers[name] = compile(['data', 'read', 'modify', 'http', 'persis', 'app', 'lib'], code);
    },
};

async function happened(name, data, { read, modify, http, persis, app }) {
    events.push({ name, at: new Date(), data: snapshot(data) });
    const handler = handlers[name];
    return handler ? handler(data, read, modify, http, persis, app, lib) : undefined;
}

function endpoint(app, path, methods, handle, more = {}) {
    const made = { path, app, ...more };
    for (const method of methods) {
        made[method] = (request, info, read, modify, http, persis) =>
            handle({ request, info, read, modify, http, persis, app });
    }
    return made;
}

async function runCode({ request, info, read, modify, http, persis, app }) {
    const { code, args } = request.content;
    const run = compile(['read', 'modify', 'http', 'persis', 'app', 'lib', 'args', 'request', 'info'], code);
    return run(read, modify, http, persis, app, lib, args, request, info);
}

async function run(call) {
    try {
        return { status: 200, content: { value: await runCode(call) } };
    } catch (error) {
        return { status: 200, content: { error: String((error && error.message) || error) } };
    }
}

const ALL_METHODS = ['get', 'post', 'put', 'delete', 'head', 'options', 'patch'];

class ProbeApp extends App {
    async extendConfiguration(configuration) {
        await configuration.settings.provideSetting({
            id: 'text', type: 'string', packageValue: 'initial', required: false, public: false, i18nLabel: 'text',
        });
        await configuration.api.provideApi({
            visibility: ApiVisibility.PUBLIC,
            security: ApiSecurity.UNSECURE,
            endpoints: [
                endpoint(this, 'run', ['post'], run),
                endpoint(this, 'reply', ALL_METHODS, runCode),
                endpoint(this, 'echo', ALL_METHODS, async ({ request, info }) => ({ status: 200, content: { request, info } })),
                endpoint(this, 'events', ['get'], async () => ({ status: 200, content: { events } })),
                endpoint(this, 'members', ALL_METHODS, async ({ request }) => ({ status: 200, content: { user: request.user } }), {
                    authRequired: true,
                }),
            ],
        });
        await configuration.api.provideApi({
            visibility: ApiVisibility.PRIVATE,
            security: ApiSecurity.UNSECURE,
            endpoints: [endpoint(this, 'secret', ['post'], run)],
        });
        await configuration.slashCommands.provideSlashCommand({
            command: this.getInfo().probeCommand,
            i18nParamsExample: 'example',
            i18nDescription: 'description',
            providesPreview: false,
            executor: (context, read, modify, http, persis) => {
                const { sender, room, params, threadId, triggerId } = context;
                return happened('command', { sender, room, params, threadId, triggerId }, { read, modify, http, persis, app: this });
            },
        });
        await configuration.scheduler.registerProcessors([
            {
                id: 'beat',
                processor: (data, read, modify, http, persis) =>
                    happened('beat', data, { read, modify, http, persis, app: this }),
            },
        ]);
        await configuration.ui.registerButton({ actionId: 'press', labelI18n: 'press', context: 'messageAction' });
    }

    async onEnable(environment, configurationModify) {
        await happened('onEnable', {}, { app: this });
        return this.getInfo().probeEnables;
    }
    async onDisable() {
        await happened('onDisable', {}, { app: this });
    }
    async onInstall(context, read, http, persis, modify) {
        await happened('onInstall', context, { read, modify, http, persis, app: this });
    }
    async onUpdate(context, read, http, persis, modify) {
        await happened('onUpdate', context, { read, modify, http, persis, app: this });
    }
    async onUninstall(context, read, http, persis, modify) {
        await happened('onUninstall', context, { read, modify, http, persis, app: this });
    }
    async onPreSettingUpdate(context, configurationModify, read, http) {
        return (await happened('onPreSettingUpdate', context, { read, http, app: this })) || context.newSetting;
    }
    async onSettingUpdated(setting, configurationModify, read, http) {
        await happened('onSettingUpdated', setting, { read, http, app: this });
    }
}

for (const name of [
    'executePostMessageSent',
    'executePostSystemMessageSent',
    'executePostMessageSentToBot',
    'executePostMessageUpdated',
    'executePostMessageReacted',
    'executePostLivechatRoomStarted',
    'executePostLivechatRoomClosed',
    'executePostLivechatAgentAssigned',
    'executePostLivechatAgentUnassigned',
    'executePostLivechatRoomTransferred',
    'executePreFileUpload',
]) {
    ProbeApp.prototype[name] = function (data, read, http, persis, modify) {
        return happened(name, data, { read, modify, http, persis, app: this });
    };
}

ProbeApp.prototype.executePostMessageDeleted = function (message, read, http, persis, modify, context) {
    return happened('executePostMessageDeleted', { message, context }, { read, modify, http, persis, app: this });
};

for (const name of [
    'executeBlockActionHandler',
    'executeViewSubmitHandler',
    'executeViewClosedHandler',
    'executeActionButtonHandler',
]) {
    ProbeApp.prototype[name] = async function (context, read, http, persis, modify) {
        const result = await happened(name, context.getInteractionData(), { read, modify, http, persis, app: this });
        return result || context.getInteractionResponder().successResponse();
    };
}

exports.ProbeApp = ProbeApp;
`;
