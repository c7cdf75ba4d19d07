import AdmZip from 'adm-zip';
import type { Engine } from './contract.cjs';
import { PROBE_SOURCE } from './probe-app.cjs';

/**
 * A small app for tests: it does over the real engine whatever a test tells it, and remembers what happens to it.
 *
 * Its endpoints: `run` (POST `{ code, args }`, answers `{ value }` or `{ error }`), `reply` (the same, but what the code
 * returns is the whole response), `echo` (any method: the request as the app sees it), `events` (GET `{ events }`),
 * `members` (signed-in users only), `secret` (private, else like `run`). It also has the slash command `probe`, the job
 * processor `beat`, the setting `text`, the message action `press`, and handlers for message, Livechat and UIKit events.
 */
export const PROBE_ID = 'c0ffee00-0000-4000-8000-000000000001';

/** Everything that the probe's own parts need, and what most tests touch. */
export const PROBE_PERMISSIONS: readonly { readonly name: string }[] = [
    'api',
    'networking',
    'persistence',
    'scheduler',
    'slashcommand',
    'ui.interact',
    'ui.registerButtons',
    'user.read',
    'room.read',
    'room.write',
    'message.read',
    'message.write',
    'upload.read',
    'upload.write',
    'server-setting.read',
    'env.read',
    'livechat-status.read',
    'livechat-custom-fields.write',
    'livechat-visitor.read',
    'livechat-visitor.write',
    'livechat-message.read',
    'livechat-message.write',
    'livechat-message.multiple',
    'livechat-room.read',
    'livechat-room.write',
    'livechat-department.read',
    'livechat-department.multiple',
].map((name) => ({ name }));

const IMPLEMENTS = [
    'IPostMessageSent',
    'IPostSystemMessageSent',
    'IPostMessageSentToBot',
    'IPostMessageUpdated',
    'IPostMessageDeleted',
    'IPostMessageReacted',
    'IPostLivechatRoomStarted',
    'IPostLivechatRoomClosed',
    'IPostLivechatAgentAssigned',
    'IPostLivechatAgentUnassigned',
    'IPostLivechatRoomTransferred',
    'IUIKitInteractionHandler',
];

export interface ProbeOptions {
    /** UUID v4; default `PROBE_ID`. */
    readonly id?: string;
    readonly version?: string;
    readonly name?: string;
    /** Letters and dashes only. */
    readonly nameSlug?: string;
    /** The app's `permissions`; `undefined` leaves the list out, which means the engine's default set. */
    readonly permissions?: readonly unknown[] | undefined;
    /** Names of event interfaces; default is all that the probe has handlers for but `IPreFileUpload`. */
    readonly implements?: readonly string[];
    /** Name of its slash command; default `probe`. */
    readonly command?: string;
    /** What its `onEnable` answers; default true. */
    readonly enables?: boolean;
    /** Put before the probe's own source. */
    readonly prelude?: string;
}

/** The probe as the zip that an administrator would upload. */
export function probeZip(options: ProbeOptions = {}): Buffer {
    const permissions = 'permissions' in options ? options.permissions : PROBE_PERMISSIONS;
    const info = {
        id: options.id ?? PROBE_ID,
        name: options.name ?? 'Probe',
        nameSlug: options.nameSlug ?? 'probe',
        version: options.version ?? '1.0.0',
        description: 'Does what a test tells it.',
        requiredApiVersion: '^1.40.0',
        author: { name: 'Tests', support: 'https://example.invalid' },
        classFile: 'Probe.ts',
        iconFile: 'icon.png',
        implements: options.implements ?? IMPLEMENTS,
        ...(permissions ? { permissions } : {}),
        probeCommand: options.command ?? 'probe',
        probeEnables: options.enables ?? true,
    };
    const zip = new AdmZip();
    zip.addFile('app.json', Buffer.from(JSON.stringify(info)));
    zip.addFile('Probe.js', Buffer.from(`${options.prelude ?? ''}\n${PROBE_SOURCE}`));
    zip.addFile('i18n/en.json', Buffer.from(JSON.stringify({ text: 'A text', press: 'Press' })));
    return zip.toBuffer();
}

/** One thing that happened to the probe: a handler's name, the app's time, and what the handler was given. */
export interface ProbeEvent {
    readonly name: string;
    readonly at: Date;
    readonly data: unknown;
}

/**
 * Runs code inside the probe with `read, modify, http, persis, app, lib, args, request, info` in reach and gives what it
 * returns, as it comes back over the engine's border. Throws with the code's own error message. `lib` has `record(id)`
 * (an association), `wait(ms)`, `events` and `on(event, code)`, which runs code at an event from then on.
 */
export async function runInProbe(engine: Engine, code: string, args?: unknown, appId = PROBE_ID): Promise<unknown> {
    const response = await engine.executeApi(appId, 'run', {
        method: 'post',
        headers: {},
        query: {},
        params: {},
        content: { code, args },
    });
    const { value, error } = response.content as { value?: unknown; error?: string };
    if (typeof error === 'string') throw new Error(error);
    return value;
}

/** What has happened to the probe since its process started, oldest first. */
export async function probeEvents(engine: Engine, appId = PROBE_ID): Promise<ProbeEvent[]> {
    const response = await engine.executeApi(appId, 'events', { method: 'get', headers: {}, query: {}, params: {} });
    return (response.content as { events: ProbeEvent[] }).events;
}
