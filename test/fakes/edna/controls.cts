import { type Route, ok } from '../fake.cjs';
import type { Edna } from './fake.cjs';

/** For a person with curl. Where a body names no `subjectId`, the first channel is meant. */
export function controls(fake: () => Edna): Route[] {
    const channelOf = (given: unknown): number => Number(given ?? fake().subjectIds[0]);
    return [
        {
            name: 'sent',
            method: 'GET',
            path: /^\/fake\/sent$/,
            handle: ({ query }) =>
                ok(
                    fake()
                        .sent(channelOf(query.get('subjectId')))
                        .map(({ file, ...sent }) => ({ ...sent, file: file && { ...file, bytes: file.bytes.length } })),
                ),
        },
        {
            name: 'customer',
            method: 'POST',
            path: /^\/fake\/customer$/,
            handle: ({ body }) => {
                const { subjectId, phone, name, text } = (body ?? {}) as Partial<Record<string, string>>;
                if (!phone || !text) {
                    return { status: 400, body: { error: 'phone and text are required' } };
                }
                const id = fake().customerWrites(channelOf(subjectId), { phone, name: name ?? '', text });
                return ok({ id });
            },
        },
        {
            name: 'callbacks',
            method: 'POST',
            path: /^\/fake\/callbacks$/,
            handle: ({ body }) => {
                const { subjectId, url } = (body ?? {}) as Partial<Record<string, string>>;
                if (!url) {
                    return { status: 400, body: { error: 'url is required' } };
                }
                fake().setSlots(channelOf(subjectId), { inMessageCallbackUrl: url, statusCallbackUrl: url });
                return ok({});
            },
        },
        {
            name: 'outcome',
            method: 'POST',
            path: /^\/fake\/outcome$/,
            handle: ({ body }) => {
                const { subjectId, phone, statuses } = (body ?? {}) as Record<string, unknown>;
                if (typeof phone !== 'string' || !Array.isArray(statuses)) {
                    return { status: 400, body: { error: 'phone and statuses (a list) are required' } };
                }
                fake().setOutcome(channelOf(subjectId), phone, statuses as string[]);
                return ok({});
            },
        },
    ];
}
