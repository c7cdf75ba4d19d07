import AdmZip from 'adm-zip';
import { readFileSync } from 'fs';
import { join } from 'path';
import { PROBE_PERMISSIONS } from '../host/engine/probe.cjs';

/**
 * An app that does nothing of its own, beside which ours is measured. It hears the same events as ours, with empty
 * handlers. Its endpoints: `empty`; `furnish` (POST `{ plan, lanes: [{ name, room }] }`, a room
 * for each conversation, with what ours have; answers `{ rooms }`); `equal`
 * (POST `{ values }`: the calls of the plan, in its rounds, with these values in the places that are marked).
 */
export const REFERENCE_ID = 'c0ffee00-0000-4000-8000-00000000be4c';

const APP_JSON = join(__dirname, '../../app.json');

/** The app as the zip that an administrator would upload. */
export function referenceZip(): Buffer {
    const { implements: hears } = JSON.parse(readFileSync(APP_JSON, 'utf8')) as { implements: readonly string[] };
    const info = {
        id: REFERENCE_ID,
        name: 'Reference',
        nameSlug: 'reference',
        version: '1.0.0',
        description: 'Does nothing.',
        requiredApiVersion: '^1.40.0',
        author: { name: 'Bench', support: 'https://example.invalid' },
        classFile: 'Reference.ts',
        iconFile: 'icon.png',
        implements: hears,
        permissions: PROBE_PERMISSIONS,
    };
    const zip = new AdmZip();
    zip.addFile('app.json', Buffer.from(JSON.stringify(info)));
    zip.addFile('Reference.js', Buffer.from(SOURCE));
    return zip.toBuffer();
}

/** Calls to the host that the reference app can make, by the name under which the host records them. */
export const CALLS = [
    'persistence.createWithAssociations',
    'persistence.readByAssociations',
    'persistence.updateByAssociations',
    'persistence.removeByAssociations',
    'room.getById',
    'livechat.createMessage',
] as const;

/** CommonJS as the packager would emit it. It runs inside the engine's sandbox, so it is text. */
const SOURCE = `
const { App } = require('@rocket.chat/apps-engine/definition/App');
const { ApiSecurity, ApiVisibility } = require('@rocket.chat/apps-engine/definition/api');
const { RocketChatAssociationRecord } = require('@rocket.chat/apps-engine/definition/metadata');

const records = (associations) => associations.map(({ model, id }) => new RocketChatAssociationRecord(model, id));

const MAKE = {
    'persistence.createWithAssociations': ([data, keys], { persis }) => persis.createWithAssociations(data, records(keys)),
    'persistence.readByAssociations': ([keys], { read }) => read.getPersistenceReader().readByAssociations(records(keys)),
    'persistence.updateByAssociations': ([keys, data, upsert], { persis }) =>
        persis.updateByAssociations(records(keys), data, upsert),
    'persistence.removeByAssociations': ([keys], { persis }) => persis.removeByAssociations(records(keys)),
    'room.getById': async ([id], call) => {
        call.room = await call.read.getRoomReader().getById(id);
    },
    'livechat.createMessage': ([{ text, room, _unmappedProperties_ }], { modify, room: { visitor } }) => {
        const creator = modify.getCreator();
        const message = creator.startLivechatMessage({ _unmappedProperties_ });
        return creator.finish(message.setRoom({ id: room.id, type: 'l' }).setVisitor({ ...visitor }).setText(text));
    },
};

const filled = (text, values) => Object.keys(values).reduce((all, name) => all.split('{' + name + '}').join(values[name]), text);
const makeAll = (round, call) => Promise.all(round.map(({ name, args }) => MAKE[name](args, call)));

let plan = { rounds: '[]', answerAfter: 0 };

async function equal({ request, read, modify, persis }) {
    const rounds = JSON.parse(filled(plan.rounds, request.content.values));
    const call = { read, modify, persis };
    for (const round of rounds.slice(0, plan.answerAfter)) await makeAll(round, call);
    const rest = async () => {
        for (const round of rounds.slice(plan.answerAfter)) await makeAll(round, call);
    };
    rest().catch(() => undefined);
    return { status: 200, content: {} };
}

async function furnish({ request, modify, persis }) {
    plan = request.content.plan;
    const livechat = modify.getCreator().getLivechatCreator();
    const rooms = [];
    for (const [n, { name, room }] of request.content.lanes.entries()) {
        const { token, username, name: shown, phone } = room.visitor;
        const visitor = await livechat.createAndReturnVisitor({ token, username, name: shown, phone });
        const { source, customFields } = room;
        rooms.push((await livechat.createRoom(visitor, undefined, { source, customFields })).id);
        // Those of all conversations together stand there once.
        const there = JSON.parse(plan.there).map((one) => JSON.stringify(one));
        for (const one of there.filter((text) => n === 0 || text.includes('{lane}'))) {
            const { keys, data } = JSON.parse(filled(one, { lane: name }));
            await persis.createWithAssociations(data, records(keys));
        }
    }
    return { status: 200, content: { rooms } };
}

const endpoint = (app, path, handle) => ({
    path,
    app,
    post: (request, info, read, modify, http, persis) => handle({ request, read, modify, persis }),
});

class ReferenceApp extends App {
    async extendConfiguration(configuration) {
        await configuration.api.provideApi({
            visibility: ApiVisibility.PUBLIC,
            security: ApiSecurity.UNSECURE,
            endpoints: [
                endpoint(this, 'empty', async () => ({ status: 200, content: {} })),
                endpoint(this, 'furnish', furnish),
                endpoint(this, 'equal', equal),
            ],
        });
    }
    async executePostMessageSent() {}
    async executePostMessageUpdated() {}
    async executePostMessageDeleted() {}
    async executePostLivechatRoomStarted() {}
    async executePostLivechatAgentAssigned() {}
    async executePostLivechatRoomClosed() {}
}

exports.ReferenceApp = ReferenceApp;
`;
