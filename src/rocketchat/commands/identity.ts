import { HttpFailure } from '../../gateway/ports';
import { array, object, optional, string, tryDecode } from '../../lib/decode';
import type { Secret } from '../../lib/secrets';
import { reveal } from '../../lib/secrets';
import type { Form } from '../ui/form';
import type { CommandCall } from './command';

const me = object({ _id: string, roles: optional(array(string)) });

/** Whose a user id and a token have to be. */
export type Wanted = 'an-admin' | 'the-caller';

/**
 * Asks the workspace who a user id and a personal access token belong to. Gives what is wrong with it in the caller's
 * words, or undefined where it is who is wanted.
 * Source: developer.rocket.chat, "Get Profile Information" (`GET /api/v1/me`).
 */
export async function wrongIdentity(
    { caller, gateway, say }: CommandCall,
    address: string,
    userId: string,
    token: Secret,
    wanted: Wanted,
): Promise<string | undefined> {
    try {
        const { status, json } = await gateway.http.request({
            method: 'GET',
            url: `${address}/api/v1/me`,
            headers: { 'X-User-Id': userId, 'X-Auth-Token': reveal(token) },
        });
        const found = status === 200 ? tryDecode(me, json) : undefined;
        if (found === undefined || found._id !== userId) {
            return say('identityWrong', { address });
        }
        if (wanted === 'the-caller') {
            return found._id === caller.id ? undefined : say('identityNotYours');
        }
        return (found.roles ?? []).includes('admin') ? undefined : say('identityNotAdmin');
    } catch (error) {
        if (error instanceof HttpFailure) {
            return say('identityUnasked', { address });
        }
        throw error;
    }
}

/** Asks for a user id and a personal access token. */
export function identityForm(title: Form['title'], intro: Form['intro'], optional: boolean): Form {
    return {
        title,
        intro,
        optional,
        fields: [
            { name: 'userId', label: 'fieldUserId', pattern: /^[\w-]{1,128}$/, problem: 'fieldUserIdWrong' },
            {
                name: 'token',
                label: 'fieldToken',
                hint: 'fieldTokenHint',
                pattern: /^[\w-]{1,256}$/,
                problem: 'fieldTokenWrong',
            },
        ],
    };
}
