import { deserialize, serialize } from 'v8';
import { plain } from './plain.cjs';

/** What both ends of the channel need of a process: `process` itself in the child, the `ChildProcess` in the host. */
export interface Port {
    send?(message: unknown, handle: undefined, options: undefined, done: (error: Error | null) => void): boolean;
    on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface WireError {
    readonly name: string;
    readonly message: string;
    readonly code?: number | string;
}

type Frame =
    | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly args: unknown[] }
    | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
    | { readonly kind: 'error'; readonly id: number; readonly error: WireError }
    | { readonly kind: 'note'; readonly name: string; readonly args: unknown[] };

export interface PeerHandlers {
    /** Answers one request of the other side. */
    readonly request: (name: string, args: unknown[]) => Promise<unknown>;
    /** Takes a message that wants no answer. */
    readonly note: (name: string, args: unknown[]) => void;
}

export interface Peer {
    /**
     * Asks the other side. Rejects with its error, or with the reason of `close`; whoever asked need not be there any more
     * to hear of that. There is no time-out.
     */
    request(name: string, ...args: unknown[]): Promise<unknown>;
    note(name: string, ...args: unknown[]): void;
    /** Rejects everything under way and everything to come. */
    close(reason: Error): void;
}

interface Waiting {
    resolve(value: unknown): void;
    reject(error: Error): void;
}

/** Requests and answers, in both directions at once, over one IPC channel. */
export function createPeer(port: Port, handlers: PeerHandlers): Peer {
    const waiting = new Map<number, Waiting>();
    let lastId = 0;
    let closed: Error | undefined;

    // A channel that has gone is told by `close`; a message that cannot be sent has nobody left to miss it.
    // Each message costs a write that wakes the other side: what arises in one turn goes over in one.
    let unsent: Buffer[] = [];
    const flush = (): void => {
        port.send?.(unsent, undefined, undefined, () => undefined);
        unsent = [];
    };
    const send = (frame: Frame): void => {
        if (closed) return;
        // As it is now: who sends it may change it afterwards.
        if (unsent.push(bytesOf(frame)) === 1) setImmediate(flush);
    };
    const answer = async (frame: Extract<Frame, { kind: 'request' }>): Promise<void> => {
        try {
            send({ kind: 'result', id: frame.id, result: await handlers.request(frame.name, frame.args) });
        } catch (error) {
            send({ kind: 'error', id: frame.id, error: wireError(error) });
        }
    };
    const settle = (id: number, act: (entry: Waiting) => void): void => {
        const entry = waiting.get(id);
        waiting.delete(id);
        if (entry) act(entry);
    };

    const take = (frame: Frame): void => {
        if (frame.kind === 'request') void answer(frame);
        else if (frame.kind === 'note') handlers.note(frame.name, frame.args);
        else if (frame.kind === 'result') settle(frame.id, (entry) => entry.resolve(frame.result));
        else settle(frame.id, (entry) => entry.reject(realError(frame.error)));
    };
    port.on('message', (message) => {
        for (const frame of message as Uint8Array[]) take(plain(deserialize(frame)) as Frame);
    });

    return {
        request: (name, ...args) => {
            const answered = new Promise<unknown>((resolve, reject) => {
                if (closed) return reject(closed);
                lastId += 1;
                waiting.set(lastId, { resolve, reject });
                send({ kind: 'request', id: lastId, name, args });
            });
            // A test that has failed has left its calls behind, and the end of the server must not end the others too.
            answered.catch(() => undefined);
            return answered;
        },
        note: (name, ...args) => send({ kind: 'note', name, args }),
        close(reason) {
            closed ??= reason;
            for (const entry of waiting.values()) entry.reject(reason);
            waiting.clear();
        },
    };
}

function bytesOf(frame: Frame): Buffer {
    try {
        return serialize(frame);
    } catch {
        // It holds a function, which structured clone refuses.
        return serialize(plain(frame));
    }
}

/** Any thrown thing as what can cross: the engine throws JSON-RPC errors that are no `Error`. */
function wireError(thrown: unknown): WireError {
    const { name, message, code } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Partial<WireError>;
    return {
        name: typeof name === 'string' ? name : 'Error',
        message: typeof message === 'string' ? message : String(thrown),
        ...(typeof code === 'number' || typeof code === 'string' ? { code } : {}),
    };
}

function realError({ name, message, code }: WireError): Error {
    return Object.assign(new Error(message), { name }, code === undefined ? {} : { code });
}
