import type { Answer, FakeRequest } from '../fake.cjs';
import type { Timers } from '../timers.cjs';
import { HANDLED, UNAUTHORIZED, refusal } from './answers.cjs';
import type { Exchanges } from '../exchange.cjs';
import { FileError, fetchFile } from './files.cjs';
import { ShapeError, agentMessage, eventIn } from './event.cjs';
import { type StoredFile, type Ticket, type Ticketer, VARIANTS } from './records.cjs';
import type { Workspace } from './workspace.cjs';

/** So many equal texts to a contact within five minutes are taken for a loop and not sent. */
const LOOP_TEXTS = 20;
const LOOP_MS = 5 * 60_000;

/** What the app tells mailroom, checked in mailroom's order: ticketer, secret, shape, ticket, then what the event needs. */
export async function callback(
    workspace: Workspace | undefined,
    request: FakeRequest,
    exchanges: Exchanges,
    timers: Timers,
): Promise<Answer> {
    const ticketer = workspace?.ticketer;
    if (!workspace || !ticketer) {
        return refusal(404, `no such ticketer ${request.params['uuid'] ?? ''}`);
    }
    if (request.headers.authorization !== `Token ${ticketer.secret}`) {
        return UNAUTHORIZED;
    }
    try {
        const event = eventIn(request.raw.toString('utf8'));
        const ticket = workspace.tickets.find(({ id }) => id === event.ticketID);
        if (!ticket) {
            return refusal(404, `no such ticket ${event.ticketID}`);
        }
        switch (event.type) {
            case 'agent-message':
                await send(workspace, ticketer, ticket, event.data, exchanges, timers);
                return HANDLED;
            case 'close-room':
                if (ticket.status === 'open' || VARIANTS[workspace.variant].closesTwice) {
                    workspace.close(ticket, 'app', event);
                }
                return HANDLED;
            default:
                return refusal(400, 'invalid event type');
        }
    } catch (error) {
        if (error instanceof ShapeError || error instanceof FileError) {
            return refusal(400, error.message);
        }
        throw error;
    }
}

/** Every file is fetched before anything is sent. That the ticket is open is not asked, nor whether this came before. */
async function send(
    workspace: Workspace,
    ticketer: Ticketer,
    { id: ticketId, contact }: Ticket,
    data: unknown,
    exchanges: Exchanges,
    timers: Timers,
): Promise<void> {
    const { text, attachments } = agentMessage(data);
    const files: StoredFile[] = [];
    for (const attachment of attachments) {
        files.push(await fetchFile(attachment, ticketer.admin, exchanges, timers));
    }
    const at = timers.now();
    const equal = workspace.replies.filter(
        (reply) => reply.contact === contact && reply.text === text && at - reply.at < LOOP_MS,
    );
    const isSent = contact.isReachable !== false && equal.length < LOOP_TEXTS;
    workspace.reply({ ticketId, contact, text, files, status: isSent ? 'sent' : 'failed', at });
}
