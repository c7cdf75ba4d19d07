import { type Answer, ok } from '../fake.cjs';
import type { Cascade, Subject, Template } from './account.cjs';
import { Refusal } from './answers.cjs';
import { type Body, bodyIn, timeIn, wordsIn } from './content.cjs';
import { type Call, permit, permitted } from './call.cjs';
import { isoTime, stageUuid } from './notifications.cjs';

/** The account's channels that the key may use. `types` once, several times, or several with commas. */
export function channelProfile(call: Call): Answer {
    const types = call.request.query.getAll('types').flatMap((value) => value.split(','));
    return ok(
        permitted(call)
            .filter(({ type }) => types.length === 0 || types.includes(type))
            .map(profile),
    );
}

function profile({ profileId, subjectId, subject, phone, active, registrationStatus, type }: Subject): object {
    return {
        id: profileId,
        name: `Channel ${subject}`,
        // A channel that is not registered yet has none.
        ...(registrationStatus === 'NEED_VERIFY' ? {} : { subjectId }),
        subject,
        ...(phone === '' ? {} : { channelAttribute: phone }),
        active,
        registrationStatus,
        type,
        limit: null,
        qualityScore: null,
        qualityStatus: null,
        instruction: null,
    };
}

/** The cascades of which the key may use every stage. `limit` 0 is no limit. */
export function getAll(call: Call): Answer {
    const { offset = 0, limit = 0 } = bodyIn(call.request.body) as { offset?: number; limit?: number };
    const own = permitted(call);
    const all = call.account.cascades.filter(({ stages }) => stages.every((stage) => own.includes(stage)));
    return ok(all.slice(offset, limit === 0 ? undefined : offset + limit).map(listedCascade));
}

function listedCascade({ id, name, status, stages }: Cascade): object {
    return {
        id,
        name,
        status,
        stagesCount: stages.length,
        stages: stages.map(({ profileId, subjectId, subject, type, locked }, order) => ({
            order,
            uuid: stageUuid(id, order),
            decision: order === 0 ? null : { type: 'TTL', ttl: '00:00:40' },
            subject: {
                id: subjectId,
                channelProfileId: profileId,
                name: `Channel ${subject}`,
                subject,
                type,
                locked,
                testing: false,
                approveStatus: 'APPROVED',
            },
            stages: [],
        })),
    };
}

/** Templates of a channel, whatever their state. */
export function getByRequest(call: Call): Answer {
    const { subjectId, matcherTypes } = call.body;
    const subject = call.account.subjects.find((one) => one.subjectId === subjectId);
    if (subject === undefined) {
        throw new Refusal('error-subject-unknown');
    }
    permit(call, subject);
    const types = Array.isArray(matcherTypes) ? (matcherTypes as unknown[]) : [];
    return ok(
        subject.templates
            .filter(({ type = 'OPERATOR' }) => types.length === 0 || types.includes(type))
            .map((template) => listedTemplate(subject, template)),
    );
}

function listedTemplate(subject: Subject, template: Template): object {
    const { id, name, text, header, footer, keyboard, language = 'RU', status = 'APPROVED' } = template;
    return {
        id,
        name,
        channelType: subject.type,
        language,
        contentType: 'TEXT',
        category: 'UTILITY',
        type: template.type ?? 'OPERATOR',
        status,
        locked: template.locked ?? false,
        createdAt: '2026-01-10T08:00:00Z',
        updatedAt: '2026-01-10T09:00:00Z',
        content: {
            text,
            header: header === undefined ? null : { headerType: 'TEXT', text: header },
            footer: footer === undefined ? null : { text: footer },
            keyboard: keyboard ?? null,
            attachment: null,
            action: null,
            caption: null,
        },
    };
}

/** The longest page of the history, in messages. */
const PAGE_MAX = 1_000;

interface Row {
    readonly messageId: number;
    readonly comment: string | null;
    readonly direction: 'IN' | 'OUT';
    readonly channelType: string;
    readonly subjectId: number;
    readonly cascadeId: number | null;
    readonly address: string;
    readonly content: Body;
    readonly deliveryStatus: string | null;
    readonly createdAt: string;
}

/** What was sent and received, oldest first unless `sort` says otherwise. Our own ids are not in it. */
export function history(call: Call): Answer {
    const { body } = call;
    const limit = body['limit'];
    if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > PAGE_MAX) {
        throw new Refusal('limit-not-valid', 400, `limit is from 1 to ${PAGE_MAX}`);
    }
    const offset = Number(body['offset'] ?? 0);
    const rows = permitted(call)
        .flatMap((subject) => rowsOf(subject))
        .filter((row) => isAskedFor(row, body))
        .sort((a, b) => a.messageId - b.messageId);
    const [order] = Array.isArray(body['sort']) ? (body['sort'] as unknown[]) : [];
    const sorted = bodyIn(order)['direction'] === 'DESC' ? rows.reverse() : rows;
    const end = offset + Number(limit);
    return ok({ content: sorted.slice(offset, end), hasNext: sorted.length > end });
}

function rowsOf({ type, subjectId, sent, received }: Subject): Row[] {
    const common = { channelType: type, subjectId };
    return [
        ...sent.map((one): Row => ({
            ...common,
            messageId: one.messageId,
            comment: one.comment ?? null,
            direction: 'OUT',
            cascadeId: one.cascadeId ?? null,
            address: one.address,
            content: one.content,
            deliveryStatus: one.status === 'ACCEPTED' ? 'ENQUEUED' : one.status,
            createdAt: isoTime(one.at),
        })),
        ...received.map(({ id, address, content, at }): Row => ({
            ...common,
            messageId: id,
            comment: null,
            direction: 'IN',
            cascadeId: null,
            address,
            content,
            deliveryStatus: null,
            createdAt: isoTime(at),
        })),
    ];
}

function isAskedFor(row: Row, body: Body): boolean {
    const address = wordsIn(bodyIn(body['subscriberFilter'])['address'])?.replace(/^\+/, '');
    const types = body['channelTypes'];
    const at = Date.parse(row.createdAt);
    return (
        (address === undefined || row.address === address) &&
        (body['direction'] === undefined || row.direction === body['direction']) &&
        (body['subjectId'] === undefined || row.subjectId === body['subjectId']) &&
        (body['messageId'] === undefined || row.messageId === Number(body['messageId'])) &&
        (!Array.isArray(types) || types.includes(row.channelType)) &&
        (body['dateFrom'] === undefined || at >= timeIn(body['dateFrom'])) &&
        (body['dateTo'] === undefined || at <= timeIn(body['dateTo']))
    );
}
