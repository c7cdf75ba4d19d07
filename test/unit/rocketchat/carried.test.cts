import { carriedBy } from '../../../src/rocketchat/carried';

const link = (id: string): string => `https://desk.example/live/R1?msg=${id}`;
const shown = (id: string, name: string, more: object = {}) => ({
    type: 'file',
    title: { value: name, link: `/file-upload/${id}/${encodeURIComponent(name)}`, displayDownloadLink: true },
    ...more,
});

test('a plain text carries nothing but itself', () => {
    expect(carriedBy({ text: 'hello' })).toEqual({ text: 'hello', files: [], quotes: [] });
    expect(carriedBy({ text: null, file: null, files: null, attachments: null })).toEqual({
        text: '',
        files: [],
        quotes: [],
    });
});

test("the server's preview of a picture is no file of the message", () => {
    const message = {
        text: '',
        file: { _id: 'F1', name: 'a.jpg', type: 'image/jpeg', size: 9 },
        files: [
            { _id: 'F1', name: 'a.jpg', type: 'image/jpeg', size: 9 },
            { _id: 'T1', name: 'thumb-a.jpg', type: 'image/jpeg', size: 3 },
        ],
        attachments: [shown('F1', 'a.jpg', { description: 'front', imageUrl: '/file-upload/T1/a.jpg' })],
    };
    expect(carriedBy(message).files).toEqual([
        { id: 'F1', name: 'a.jpg', type: 'image/jpeg', size: 9, caption: 'front' },
    ]);
});

test('every file is found where only the first is listed, and the first where no attachment shows it', () => {
    const file = { _id: 'F1', name: 'a.pdf', type: 'application/pdf' };
    const attachments = [shown('F1', 'a.pdf'), shown('F2', 'b.mp3', { audioType: 'audio/mpeg', description: '' })];
    expect(carriedBy({ file, attachments }).files).toEqual([
        { id: 'F1', name: 'a.pdf', type: 'application/pdf', size: 0 },
        { id: 'F2', name: 'b.mp3', type: 'audio/mpeg', size: 0 },
    ]);
    expect(carriedBy({ file }).files).toEqual([{ id: 'F1', name: 'a.pdf', type: 'application/pdf', size: 0 }]);
});

test('quotes are cut out of the text, and told with what they show; other links stay', () => {
    const message = {
        text: `[ ](${link('M1')}) [ ](${link('M2')})\nsee ${link('M3')} (yes)\nall`,
        attachments: [
            { text: `[ ](${link('M0')}) which one?`, timestampLink: link('M1') },
            { text: '', timestampLink: link('M2'), _unmappedProperties_: { attachments: [{ title: 'offer.pdf' }] } },
            { text: 'linked', timestampLink: link('M3') },
        ],
    };
    expect(carriedBy(message)).toEqual({
        text: `see ${link('M3')} (yes)\nall`,
        files: [],
        quotes: [
            { messageId: 'M1', text: 'which one?' },
            { messageId: 'M2', text: 'offer.pdf' },
        ],
    });
});

test('attachments of another kind than expected are no reason to fail', () => {
    const attachments = [null, 'text', { title: 7, text: 8, timestamp: new Date(NaN) }, { title: { link: '/x' } }];
    expect(carriedBy({ text: 'hello', attachments, files: 'none' })).toEqual({ text: 'hello', files: [], quotes: [] });
});
