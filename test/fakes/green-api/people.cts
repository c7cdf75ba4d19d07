import type { Answer, Route } from '../fake.cjs';
import { ok } from '../fake.cjs';
import { failure } from './answers.cjs';
import { OF_CHAT, OF_GROUP, problemWith } from './fields.cjs';
import type { GreenApi } from './fake.cjs';
import type { Call } from './methods.cjs';

type Body = Readonly<Record<string, unknown>>;

/** green-api.com/en/docs/api/service/GetAvatar: nobody has a picture until a test gives him one. */
export function getAvatar({ instance, request, timers }: Call, body: Body): Answer {
    const problem = problemWith(body, OF_CHAT, 'ignored');
    if (problem) {
        return failure(400, request, timers.now(), `Validation failed. Details: ${problem}`);
    }
    const { picture = '' } = instance.profiles.get(String(body['chatId'])) ?? {};
    return ok({ urlAvatar: picture, available: picture !== '' });
}

/** green-api.com/en/docs/api/groups/GetGroupData: of a group that the account does not know there is but a text. */
export function getGroupData({ instance, request, timers }: Call, body: Body): Answer {
    const problem = problemWith(body, OF_GROUP, 'ignored');
    if (problem) {
        return failure(400, request, timers.now(), `Validation failed. Details: ${problem}`);
    }
    const groupId = String(body['groupId']);
    const { title, participants = [] } = instance.profiles.get(groupId) ?? {};
    if (title === undefined) {
        return { status: 200, headers: { 'content-type': 'application/json' }, body: '"Error: item-not-found"' };
    }
    return ok({
        groupId,
        owner: `${instance.phone}@c.us`,
        subject: title,
        creation: 1_700_000_000,
        participants: participants.map((id) => ({ id, isAdmin: false, isSuperAdmin: false })),
        groupInviteLink: '',
    });
}

/** A picture of one grey point, for whoever has none at hand. */
export const PICTURE = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
    'base64',
);

/** For a person with curl: gives a chat a picture (base64; a small one when it is left out), and a group its title. */
export function peopleControls(fake: () => GreenApi): Route[] {
    return [
        {
            name: 'picture',
            method: 'POST',
            path: /^\/fake\/picture$/,
            handle: ({ body }) => {
                const { instanceId, chatId, picture, title } = (body ?? {}) as Partial<Record<string, string>>;
                if (chatId === undefined) {
                    return { status: 400, body: { error: 'chatId is required' } };
                }
                const bytes = picture === undefined ? PICTURE : Buffer.from(picture, 'base64');
                const url = fake().files.keep(`picture of ${chatId} ${bytes.length}`, bytes, 'image/png');
                fake().setProfile(instanceId ?? fake().instanceIds[0] ?? '', chatId, {
                    picture: url,
                    ...(title === undefined ? {} : { title }),
                });
                return ok({ picture: url });
            },
        },
    ];
}
