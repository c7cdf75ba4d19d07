import type { BridgeCall } from '../host/engine/contract.cjs';
import { APP_ID } from '../support/desk.cjs';

/** So many lines are kept: the last ones. */
const KEPT_LINES = 600_000;

/** Calls that change nothing: left out, of them there would be no end. */
const LOOK = /^(persistence\.read|room\.get|message\.get|user\.get|livechat\.find|livechat\.isOnline|serverSetting)/;

/** So much of a story is told of what was before. */
const BEFORE_FOCUS = 15;

/** Between what happened and the names in it: keys of records, ids of rooms and messages. */
const ABOUT = '  ';

/** What happened, for the story of a conversation in which something went wrong. Writing it must cost little. */
export class Diary {
    /** Each one text, time first: nothing else is as cheap to keep. */
    private readonly lines: string[] = [];
    private written = 0;

    constructor(private readonly now: () => number) {}

    write(server: number, what: string, about: readonly string[]): void {
        const line = [`${this.now()} server ${server}: ${what}`, ...about].join(ABOUT);
        if (this.lines.length < KEPT_LINES) this.lines.push(line);
        else this.lines[this.written % KEPT_LINES] = line;
        this.written += 1;
    }

    call(call: BridgeCall, what: string): void {
        const name = `${call.bridge}.${call.method}`;
        if (what === '' && LOOK.test(name)) return;
        const names = namesIn(call);
        // Without any name it would stand in everybody's story.
        this.write(call.server, `${name} ${what}`, names.length === 0 ? ['nobody'] : names);
    }

    /**
     * The lines in which one of the names stands, also as a part, and those that are about everybody: from a little
     * before the first one with a name in `focus`, if there is one, else the last ones.
     */
    story(names: readonly string[], focus: readonly string[], limit: number): string[] {
        const from = this.written <= KEPT_LINES ? 0 : this.written % KEPT_LINES;
        const ordered = [...this.lines.slice(from), ...this.lines.slice(0, from)];
        const found = ordered.filter((line) => !line.includes(ABOUT) || isAbout(line, names));
        const first = found.findIndex((line) => isAbout(line, focus));
        const start = Math.max(0, first < 0 ? found.length - limit : first - BEFORE_FOCUS);
        return found.slice(start, start + limit).map(shown);
    }
}

function isAbout(line: string, names: readonly string[]): boolean {
    return names.some((name) => name !== '' && line.includes(name));
}

function shown(line: string): string {
    const [at = ''] = line.split(' ', 1);
    return `${new Date(Number(at)).toISOString().slice(11, 23)}${line.slice(at.length)}`;
}

interface Named {
    readonly id?: unknown;
    readonly room?: { readonly id?: unknown };
    readonly text?: unknown;
    readonly name?: unknown;
    readonly rid?: unknown;
    readonly token?: unknown;
    /** Of a request to the provider; its address holds a token and is left out. */
    readonly request?: { readonly content?: unknown };
    readonly _unmappedProperties_?: { readonly _id?: unknown };
}

/** Every text among the arguments that may tell what a call is about. */
function namesIn({ args }: BridgeCall): string[] {
    const names: unknown[] = [];
    for (const arg of args) {
        if (typeof arg === 'string') names.push(arg);
        else if (Array.isArray(arg)) names.push(...arg.map((one: Named) => one?.id));
        else if (typeof arg === 'object' && arg !== null) {
            const { id, room, text, name, rid, token, request, _unmappedProperties_: more } = arg as Named;
            names.push(id, room?.id, text, name, rid, token, request?.content, more?._id);
        }
    }
    return names.filter((name): name is string => typeof name === 'string' && name !== APP_ID && name.length < 200);
}
