import { aliasOf, eventIdAt } from '../../../src/channels/green-api/identity';

const LID = '204800000000042@lid';
const PHONE = '15550100123@c.us';
const OWN = '15550100999@c.us';

test('one webhook with both addresses is a statement; the phone number goes on', () => {
    expect(aliasOf(LID, PHONE, OWN)).toEqual({ from: LID, to: PHONE });
    expect(aliasOf(PHONE, LID, OWN)).toEqual({ from: LID, to: PHONE });
});

test.each([
    ['the same twice', PHONE, PHONE],
    ['no second one', LID, undefined],
    ['two numbers, which may be anybody', PHONE, '15550100124@c.us'],
    ['two hidden ones', LID, '204800000000043@lid'],
    ['the account itself, which stands in every chat', LID, OWN],
    ['a group and who wrote in it', '120363000000000042@g.us', PHONE],
    ['something else', LID, 'Ann'],
])('%s says nothing', (_what, chatId, sender) => {
    expect(aliasOf(chatId, sender, OWN)).toBeUndefined();
});

test('the id of an event is that of the chat and of the message', () => {
    expect(eventIdAt(`${LID}:3EB0AA10`, LID, PHONE)).toBe(`${PHONE}:3EB0AA10`);
    expect(eventIdAt(`${PHONE}:3EB0AA10`, LID, PHONE)).toBeUndefined();
});
