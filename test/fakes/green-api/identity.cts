import type { Answer, Route } from '../fake.cjs';
import { ok } from '../fake.cjs';
import { STARTING, failure } from './answers.cjs';
import { type Instance, stateOf } from './instance.cjs';
import type { Call } from './methods.cjs';

/** What WhatsApp knows of a number. */
export interface Person {
    /** Whether the number has WhatsApp; it has, if left out. */
    readonly exists?: boolean;
    /** The number as WhatsApp writes it, digits only, where that is another form of it. */
    readonly number?: string;
    /** The person's hidden number, digits only: then the answer's `chatId` is that. */
    readonly lid?: string;
    /** Whether the phone number is left out of the answer. */
    readonly hidden?: boolean;
}

/** green-api.com/en/docs/api/service/CheckWhatsapp */
export function checkWhatsapp(
    { instance, request, timers }: Call,
    { phoneNumber }: Readonly<Record<string, unknown>>,
): Answer {
    const now = timers.now();
    const digits = Number.isSafeInteger(phoneNumber) ? String(phoneNumber) : '';
    if (digits === '') {
        return failure(400, request, now, "Wrong format. 'phoneNumber' must contain only digits");
    }
    if (digits.length < 11 || digits.length > 16) {
        return failure(400, request, now, 'bad phone number, valid 11 or 12 digits');
    }
    if (stateOf(instance) !== 'authorized') {
        return failure(400, request, now, STARTING);
    }
    const { exists = true, number = digits, lid, hidden = false } = instance.people.get(digits) ?? {};
    if (!exists) {
        return ok({ existsWhatsapp: false });
    }
    const phone = `${number}@c.us`;
    return ok({
        existsWhatsapp: true,
        chatId: lid === undefined ? phone : `${lid}@lid`,
        phoneNumber: hidden ? '' : phone,
    });
}

/**
 * Every chat that the instance has had, with the new address of those that got one.
 * green-api.com/en/docs/api/service/GetChats
 */
export function getChats({ instance }: Call): Answer {
    const ids = new Set([...instance.chats.keys(), ...instance.replaced.keys()]);
    return ok(
        [...ids].map((id) => {
            const newChatId = instance.replaced.get(id);
            return {
                id,
                name: '',
                type: id.endsWith('@g.us') ? 'group' : 'user',
                archive: false,
                ephemeralExpiration: 0,
                ephemeralSettingTimestamp: 0,
                ...(newChatId === undefined ? {} : { newChatId }),
            };
        }),
    );
}

/** For a person with curl. */
export function identityControls(instanceOf: (id: string | undefined) => Instance): Route[] {
    return [
        {
            name: 'person',
            method: 'POST',
            path: /^\/fake\/person$/,
            handle: ({ body }) => {
                const { instanceId, phone, ...person } = (body ?? {}) as Person & {
                    instanceId?: string;
                    phone?: string;
                };
                if (!phone || !/^\d+$/.test(phone)) {
                    return {
                        status: 400,
                        body: { error: 'phone (digits) is required; exists, number, lid, hidden may be' },
                    };
                }
                instanceOf(instanceId).people.set(phone, person);
                return ok({ phone, ...person });
            },
        },
        {
            name: 'lid',
            method: 'POST',
            path: /^\/fake\/lid$/,
            handle: ({ body }) => {
                const { instanceId, from, to } = (body ?? {}) as Partial<Record<'instanceId' | 'from' | 'to', string>>;
                if (!from || !to) {
                    return { status: 400, body: { error: 'from and to (chat ids) are required' } };
                }
                instanceOf(instanceId).replaced.set(from, to);
                return ok({ from, to });
            },
        },
    ];
}
