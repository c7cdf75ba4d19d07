/** What the callback is told (mailroom, services/tickets/rocketchat/web.go). */
import type { Thread } from '../../gateway/model';

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
