import type { Connection } from '../../gateway/model';
import type { HttpResponse } from '../../gateway/ports';
import { tryDecode } from '../../lib/decode';
import { reveal, secretOf } from '../../lib/secrets';
import type { ChannelPorts } from '../channel';
import { ChannelError } from '../channel';
import { CHANNEL, errorOf, errorOfFailure } from './errors';
import type { CallbackBody } from './render';
import { handled } from './wire';

/** RapidPro fetches the files of a message before it answers, and a handler of ours has 30 s in all. */
const CALLBACK_TIMEOUT_MS = 22_000;

/**
 * Posts an event to the callback. Done is status 200 with a status in its body, as RapidPro answers.
 * @throws ChannelError
 */
export async function post(
    connection: Connection,
    body: CallbackBody,
    threadAgeMs: number,
    ports: ChannelPorts,
): Promise<void> {
    const { callback = '' } = connection.credentials.plain;
    if (callback === '') {
        throw new ChannelError(CHANNEL, 'retry', { name: 'ticketNoCallback' }, { code: 'no-callback' });
    }
    let answer: HttpResponse;
    try {
        answer = await ports.http.request({
            method: 'POST',
            url: callback,
            headers: { Authorization: `Token ${reveal(connection.credentials.secret.secret ?? secretOf(''))}` },
            json: body,
            timeoutMs: CALLBACK_TIMEOUT_MS,
        });
    } catch (thrown) {
        throw errorOfFailure(thrown);
    }
    if (answer.status !== 200) {
        throw errorOf(answer, threadAgeMs);
    }
    if (tryDecode(handled, answer.json) === undefined) {
        throw new ChannelError(CHANNEL, 'in-doubt', { name: 'ticketStrange' }, { code: '200' });
    }
}
