import { Edna } from '../../fakes/edna/fake.cjs';
import { APP_ID, type Desk } from '../desk.cjs';
import type { Line } from './line.cjs';
import { moodsOf } from './line.cjs';
import type { Words, Writer } from './webhooks.cjs';

const SUBJECT_ID = 5501;
const CASCADE_ID = 9001;
const SUBJECT = 'shop_wa';
const API_KEY = 'edna-key-EXAMPLE-0123456789';
const WEBHOOK_KEY = 'edna-hook-EXAMPLE-0123456789';

/**
 * An edna of its own with one WhatsApp channel, which an administrator has connected by the settings. Its cascade is set,
 * so that a request is known again when it is repeated.
 */
export async function ednaLine(desk: Desk): Promise<Line> {
    const { host } = desk;
    const edna = new Edna({ clock: host.clock });
    await edna.start();
    host.clock.onAdvance(() => edna.tick());
    edna.addAccount({ key: API_KEY, webhookKey: WEBHOOK_KEY });
    edna.addSubject(API_KEY, { subjectId: SUBJECT_ID, subject: SUBJECT, cascadeId: CASCADE_ID });
    await desk.saveSettings({
        edna_api_key: API_KEY,
        edna_base_url: edna.url,
        edna_webhook_key: WEBHOOK_KEY,
        edna_subject_id: String(SUBJECT_ID),
        edna_cascade_id: String(CASCADE_ID),
    });
    const moods = moodsOf('schedule', { title: 'too-many-requests', status: 429, detail: 'Too many requests' });
    edna.setSlots(SUBJECT_ID, { statusCallbackUrl: `${host.url}/api/apps/public/${APP_ID}/webhooks/edna` });
    return {
        hook: { path: 'webhooks/edna', headers: { authorization: `Token ${WEBHOOK_KEY}` } },
        addressOf: (phone) => phone,
        notification: (writer, id, at, words) => {
            edna.lastWrote(SUBJECT_ID, writer.phone, host.clock.now());
            return notification(writer, id, at, words);
        },
        accepted: () =>
            edna.sent(SUBJECT_ID).map(({ address, text, status }) => ({
                address,
                text,
                failed: status === 'UNDELIVERED',
            })),
        tells: (phone, what) => {
            if (what !== 'everything') {
                const failed = { status: 'UNDELIVERED', error: 'user-blocked' };
                edna.setOutcome(SUBJECT_ID, phone, what === 'nothing' ? [] : [failed]);
            }
        },
        delivered: (phone, at) => {
            const sent = edna.sent(SUBJECT_ID).filter(({ address }) => address === phone);
            const { requestId = '', messageId = 0 } = sent[sent.length - 1] ?? {};
            return delivered(requestId, messageId, at);
        },
        moods,
        fault: (fault) => edna.faults.add(fault),
        calm: () => edna.faults.clear(),
        tick: () => edna.tick(),
        drain: () => edna.drain(),
        stop: () => edna.stop(),
    };
}

/** docs-pulse.edna.io, callback for incoming messages */
function notification({ phone, name }: Writer, id: string, at: number, words: Words): object {
    const content =
        'file' in words
            ? { type: 'IMAGE', caption: words.text, attachment: { url: words.url, name: words.file, size: null } }
            : { type: 'TEXT', text: words.text };
    return {
        id,
        subject: SUBJECT,
        subjectId: SUBJECT_ID,
        subscriber: { id: Number(phone.slice(-6)), identifier: phone },
        userInfo: { userName: null, firstName: name, lastName: null, avatarUrl: null },
        messageContent: content,
        receivedAt: new Date(at).toISOString(),
    };
}

/** docs-pulse.edna.io, callback for statuses */
function delivered(requestId: string, messageId: number, at: number): object {
    return {
        requestId,
        messageId,
        cascadeId: CASCADE_ID,
        subject: SUBJECT,
        subjectId: SUBJECT_ID,
        status: 'DELIVERED',
        statusAt: new Date(at).toISOString(),
        error: null,
        comment: null,
    };
}
