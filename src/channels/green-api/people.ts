/** What GREEN-API tells of contacts and groups when it is asked. */
import type { Channel, Picture } from '../channel';
import { isGroup } from './addresses';
import { accessTo, call } from './client';
import * as wire from './wire';

/** green-api.com/en/docs/api/ratelimiter */
const AVATARS_PER_SECOND = 10;

/**
 * green-api.com/en/docs/api/service/GetAvatar. The link runs out. A picture that somebody hides from the account is none,
 * like one that is not there.
 */
export const pictures: NonNullable<Channel['pictures']> = {
    perSecond: AVATARS_PER_SECOND,
    wanted: ({ credentials }) => credentials.plain.avatars !== 'false',
    async of(connection, chatId, ports) {
        const { urlAvatar = '', base64Avatar = '' } = await call(accessTo(connection), ports, wire.avatar, {
            method: 'getAvatar',
            json: { chatId },
        });
        const bytes = Buffer.from(base64Avatar.replace(/^data:[^,]*,/, ''), 'base64');
        const found: Picture[] = [];
        // The one behind the link first: what comes along may be a small one.
        return found.concat(urlAvatar === '' ? [] : { url: urlAvatar }, bytes.length === 0 ? [] : { bytes });
    },
};

/** green-api.com/en/docs/api/groups/GetGroupData, which tells a group's title too. */
export const groups: NonNullable<Channel['groups']> = {
    includes: isGroup,
    async title(connection, groupId, ports) {
        const { subject = '' } = await call(accessTo(connection), ports, wire.groupData, {
            method: 'getGroupData',
            json: { groupId },
        });
        return subject.trim() === '' ? undefined : subject;
    },
};
