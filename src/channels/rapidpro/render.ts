/** What the callback is told (mailroom, services/tickets/rocketchat/web.go). */
import type { Outgoing, ReplyFile, Thread } from '../../gateway/model';

/** An attachment; RapidPro fetches the address itself, and goes by the end of it. */
export interface Attachment {
    readonly type: string;
    readonly url: string;
}

export type CallbackBody =
    | {
          readonly type: 'agent-message';
          readonly ticketID: string;
          readonly visitor: { readonly token: string };
          readonly data: { readonly text: string; readonly attachments?: readonly Attachment[] };
      }
    | { readonly type: 'close-room'; readonly ticketID: string; readonly visitor: { readonly token: string } };

export function agentMessage(
    thread: Thread,
    token: string,
    text: string,
    attachments: readonly Attachment[],
): CallbackBody {
    const data = attachments.length === 0 ? { text } : { text, attachments };
    return { type: 'agent-message', ticketID: thread.id, visitor: { token }, data };
}

export function closeRoom(thread: Thread, token: string): CallbackBody {
    return { type: 'close-room', ticketID: thread.id, visitor: { token } };
}

/** What is said of a reply: its text, then what was written about each file, no words twice. */
export function textOf({ text, files }: Outgoing): string {
    const captions = files.map(({ caption = '' }) => caption).filter((caption) => caption !== '' && caption !== text);
    return [text, ...new Set(captions)].filter((words) => words !== '').join('\n');
}

/** The text with the names of files that do not go. */
export function withNames(text: string, files: readonly ReplyFile[]): string {
    return [text, ...files.map(({ name }) => `📎 ${name}`)].filter((words) => words !== '').join('\n');
}
