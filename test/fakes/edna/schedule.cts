import { type Answer, ok } from '../fake.cjs';
import { Refusal } from './answers.cjs';
import { bodyIn, contentsFor, timeIn, wordsIn } from './content.cjs';
import { type Call, permit } from './call.cjs';
import { accept } from './sending.cjs';

/** docs-pulse.edna.io, sending messages */
const ADDRESS_TYPES: readonly string[] = [
    'PHONE',
    'EMAIL',
    'UTM',
    'COOKIE_ID',
    'INSTAGRAM_ID',
    'FACEBOOK_ID',
    'TELEGRAM_ID',
    'GOOGLE_ID',
    'APPLE_ID',
    'YANDEX_ID',
    'EXT_USER_ID',
    'EDNA_ID',
];

const NOT_VALID = 'cascade-scheduling-request-not-valid';

/** Accepts a message for the first stage of a cascade: 200 says that it waits, and nothing more. */
export async function schedule(call: Call): Promise<Answer> {
    const { account, body, post } = call;
    const requestId = wordsIn(body['requestId']);
    if (requestId === undefined) {
        throw new Refusal(NOT_VALID, 400, 'requestId is required');
    }
    const cascade = account.cascades.find(({ id }) => String(id) === String(body['cascadeId']));
    const first = cascade?.stages[0];
    if (cascade === undefined || first === undefined || cascade.status !== 'ACTIVE') {
        throw new Refusal('cascade-not-found');
    }
    cascade.stages.forEach((stage) => permit(call, stage));
    const { address, type } = bodyIn(body['subscriberFilter']);
    const addressType = wordsIn(type);
    const given = wordsIn(address)?.replace(/^\+/, '');
    if (given === undefined || addressType === undefined) {
        throw new Refusal(NOT_VALID, 400, 'subscriberFilter.address and subscriberFilter.type are required');
    }
    if (!ADDRESS_TYPES.includes(addressType) && addressType !== post.otherType()) {
        throw new Refusal(NOT_VALID, 400, `subscriberFilter.type ${addressType} is not known`);
    }
    const startAt = body['startTime'] === undefined ? undefined : timeIn(body['startTime']);
    if (startAt !== undefined && Number.isNaN(startAt)) {
        throw new Refusal(NOT_VALID, 400, 'startTime is not ISO 8601');
    }
    const types = cascade.stages.map((stage) => stage.type);
    const [content = {}] = contentsFor(types, body['content']);
    if (account.requestIds.has(requestId)) {
        throw new Refusal('requestId-is-not-unique');
    }
    account.requestIds.add(requestId);
    await accept(
        first,
        {
            via: 'cascade',
            requestId,
            cascadeId: cascade.id,
            address: given,
            addressType,
            content,
            comment: wordsIn(body['comment']),
            ...(startAt === undefined ? {} : { startAt }),
        },
        post,
    );
    return ok({ requestId });
}
