import type { Gateway } from '../../gateway/gateway';
import { array, object, optional, string, tryDecode } from '../../lib/decode';
import type { Secret } from '../../lib/secrets';
import { reveal } from '../../lib/secrets';

const me = object({ _id: string, roles: optional(array(string)) });

/**
 * Asks the workspace who a user id and a personal access token belong to.
 * Source: developer.rocket.chat, "Get Profile Information" (`GET /api/v1/me`).
 */
export async function whoIs(
    gateway: Gateway,
    address: string,
    userId: string,
    token: Secret,
): Promise<{ id: string; roles: readonly string[] } | undefined> {
    const { status, json } = await gateway.http.request({
        method: 'GET',
        url: `${address}/api/v1/me`,
        headers: { 'X-User-Id': userId, 'X-Auth-Token': reveal(token) },
    });
    const found = status === 200 ? tryDecode(me, json) : undefined;
    return found && { id: found._id, roles: found.roles ?? [] };
}
