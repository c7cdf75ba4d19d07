import type { Note, Room, RoomMessage, RoomOrder, StandingMessage, Upload } from '../../../src/gateway/ports';
import type { Visitor, VisitorWanted } from '../../../src/gateway/ports';
import { DeskRefusal } from '../../../src/gateway/ports';

interface StoredRoom {
    readonly id: string;
    open: boolean;
    served: boolean;
    readonly visitor: Visitor;
    readonly conversation: string | undefined;
    /** The order in which they were opened is all that matters. */
    readonly openedAt: number;
}

export interface StoredMessage extends RoomMessage {
    readonly roomId: string;
    readonly removed?: boolean;
}

interface StoredRecord {
    readonly keys: readonly string[];
    data: unknown;
}

/** What Rocket.Chat keeps, with the manners of the real one that matter to the core. Everything happens at once here. */
export class RocketChat {
    records: StoredRecord[] = [];
    readonly rooms: StoredRoom[] = [];
    messages: StoredMessage[] = [];
    readonly visitors: Visitor[] = [];
    /** The app's notes by id, as they stand now. */
    readonly notes = new Map<string, Note & { place: string }>();
    /** Nobody is online and the workspace takes no chats then. */
    closed = false;
    /** Whether rooms may not be closed by the app. */
    refusesClosing = false;
    /** Whether ids that are chosen for texts are taken. */
    idsHonoured = true;
    /** Texts of visitors that are not taken, whoever tries. */
    refuses: (text: string) => boolean = () => false;
    /** Whose messages may not be changed or deleted. */
    refusesEdits: 'none' | 'visitors' | 'all' = 'none';
    private gone = 0;
    /** Whether the place of what was deleted stays. */
    showsDeleted = false;
    /** Told of rooms that open without the app's doing. */
    onRoomStarted: (room: Room) => void = () => undefined;
    /** Whether removing takes one record only, where several fit. */
    removesOne = false;

    create(keys: readonly string[], data: unknown): void {
        this.records.push({ keys: [...keys], data: copy(data) });
    }

    /** All records with all keys; newest first, because nobody promises an order. */
    read(keys: readonly string[]): unknown[] {
        return this.having(keys)
            .map(({ data }) => copy(data))
            .reverse();
    }

    replace(keys: readonly string[], data: unknown): void {
        const exact = this.records.find((record) => JSON.stringify(record.keys) === JSON.stringify(keys));
        if (exact === undefined) {
            this.create(keys, data);
        } else {
            exact.data = copy(data);
        }
    }

    remove(keys: readonly string[]): void {
        const hit = this.having(keys);
        const gone = new Set(this.removesOne ? hit.slice(0, 1) : hit);
        this.records = this.records.filter((record) => !gone.has(record));
    }

    visitor(wanted: VisitorWanted): Visitor {
        const known = this.visitors.find(({ token }) => token === wanted.token);
        if (known !== undefined) {
            return known;
        }
        const visitor: Visitor = {
            id: `v${this.visitors.length}`,
            token: wanted.token,
            username: wanted.username,
            name: wanted.name,
        };
        this.visitors.push(visitor);
        return visitor;
    }

    room(id: string): Room | undefined {
        const room = this.rooms.find((one) => one.id === id);
        return room && { ...room };
    }

    openRooms(visitor: Visitor): Room[] {
        return this.rooms
            .filter((room) => room.open && room.visitor.token === visitor.token)
            .map((room) => ({ ...room }));
    }

    openRoom(visitor: Visitor, order: Pick<RoomOrder, 'conversation'> | undefined): Room {
        if (this.closed) {
            throw new DeskRefusal('no-agent-online');
        }
        const room: StoredRoom = {
            id: `r${this.rooms.length}`,
            open: true,
            served: true,
            visitor,
            conversation: order?.conversation,
            openedAt: this.rooms.length,
        };
        this.rooms.push(room);
        return { ...room };
    }

    close(roomId: string): void {
        const room = this.rooms.find(({ id }) => id === roomId);
        if (room !== undefined) {
            room.open = false;
        }
    }

    /**
     * Posts as the visitor. Into a closed room: another one opens silently. An id that stands already: nothing, and no
     * word of it.
     */
    post(roomId: string, text: string, chosen: string, at: number): { id: string } | undefined {
        const id = this.idsHonoured ? chosen : `m${this.named()}`;
        const asked = this.rooms.find((one) => one.id === roomId);
        if (asked === undefined) {
            throw new Error('error-no-room');
        }
        if (this.refuses(text)) {
            throw new Error('error-message-refused');
        }
        const room = asked.open ? asked : this.openRoom(asked.visitor, undefined);
        if (room !== asked) {
            this.onRoomStarted({ ...room });
        }
        if (this.messages.some((message) => message.id === id)) {
            return undefined;
        }
        const { id: authorId, name } = asked.visitor;
        this.messages.push({ id, roomId: room.id, author: { id: authorId, name }, from: 'visitor', at, text });
        return { id };
    }

    /** A file appears only in an open room; no word of it otherwise. */
    upload(roomId: string, { name: fileName }: Upload, at: number): void {
        const room = this.rooms.find((one) => one.id === roomId);
        if (room?.open === true) {
            const { id, name } = room.visitor;
            this.messages.push({
                id: `f${this.named()}`,
                roomId,
                author: { id, name },
                from: 'visitor',
                at,
                text: '',
                fileName,
            });
        }
    }

    /** The app's own file appears wherever it is put. */
    uploadNote(roomId: string, { name: fileName }: Upload, at: number): void {
        const id = `f${this.messages.length}`;
        const author = { id: 'app', name: 'App' };
        this.messages.push({ id, roomId, author, from: 'app', at, text: '', fileName });
    }

    describe(id: string, text: string): void {
        const at = this.messages.findIndex((message) => message.id === id);
        const known = this.messages[at];
        if (known !== undefined) {
            this.messages[at] = { ...known, text };
        }
    }

    note(place: string, id: string, note: Note): 'posted' | 'exists' {
        if (this.notes.has(id)) {
            return 'exists';
        }
        this.notes.set(id, { ...note, place });
        return 'posted';
    }

    editNote(id: string, note: Note): void {
        const known = this.notes.get(id);
        if (known === undefined) {
            throw new Error('no such message');
        }
        this.notes.set(id, { ...note, place: known.place });
    }

    /** Any message as it stands, notes too. */
    message(id: string): StandingMessage | undefined {
        const note = this.notes.get(id);
        return note === undefined
            ? this.messages.find((message) => message.id === id)
            : { roomId: note.place, text: note.text };
    }

    editMessage(id: string, text: string): void {
        const note = this.notes.get(id);
        const at = this.messages.findIndex((message) => message.id === id);
        const known = this.messages[at];
        if (note === undefined && known === undefined) {
            throw new Error('Invalid message ID.');
        }
        this.checkMayChange(known);
        if (note !== undefined) {
            this.notes.set(id, { ...note, text });
        }
        if (known !== undefined) {
            this.messages[at] = { ...known, text };
        }
    }

    removeMessage(id: string): void {
        const at = this.messages.findIndex((message) => message.id === id);
        const known = this.messages[at];
        this.checkMayChange(known);
        this.notes.delete(id);
        if (known !== undefined && this.showsDeleted) {
            const { fileName: _gone, ...left } = known;
            this.messages[at] = { ...left, text: '', removed: true };
        } else if (known !== undefined) {
            this.messages.splice(at, 1);
            this.gone += 1;
        }
    }

    /** How many messages there have ever been. */
    private named(): number {
        return this.messages.length + this.gone;
    }

    private checkMayChange(message: StoredMessage | undefined): void {
        if (this.refusesEdits === 'all' || (this.refusesEdits === 'visitors' && message?.from === 'visitor')) {
            throw new Error('error-action-not-allowed');
        }
    }

    /** An agent writes; gives the message, whose event somebody has to bring. */
    agentWrites(roomId: string, text: string, at: number): StoredMessage {
        const message: StoredMessage = {
            id: `a${this.named()}`,
            roomId,
            author: { id: 'agent', name: 'Agent' },
            from: 'agent',
            at,
            text,
        };
        this.messages.push(message);
        return message;
    }

    /** Gives the message as it stands now. */
    edit(id: string, text: string): StoredMessage {
        this.messages = this.messages.map((message) => (message.id === id ? { ...message, text } : message));
        return this.messageOf(id);
    }

    /** Gives the message as it was. */
    delete(id: string): StoredMessage {
        const message = this.messageOf(id);
        this.messages = this.messages.filter((one) => one !== message);
        this.gone += 1;
        return message;
    }

    private messageOf(id: string): StoredMessage {
        const message = this.messages.find((one) => one.id === id);
        if (message === undefined) {
            throw new Error('no such message');
        }
        return message;
    }

    /** Somebody's words, put there by the app. */
    sayAs(roomId: string, id: string, text: string, at: number): 'posted' | 'exists' {
        if (this.messages.some((message) => message.id === id)) {
            return 'exists';
        }
        this.messages.push({ id, roomId, author: { id: 'agent', name: 'Agent' }, from: 'agent', at, text });
        return 'posted';
    }

    newest(roomId: string, limit: number, skip: number): RoomMessage[] {
        const all = this.messages.filter((message) => message.roomId === roomId);
        return all.slice(Math.max(0, all.length - skip - limit), all.length - skip);
    }

    private having(keys: readonly string[]): StoredRecord[] {
        return this.records.filter((record) => keys.every((key) => record.keys.includes(key)));
    }
}

/** Across the border nothing is shared, and what is undefined arrives as null. */
function copy(data: unknown): unknown {
    return JSON.parse(JSON.stringify(data, (_key, value: unknown) => (value === undefined ? null : value))) as unknown;
}
