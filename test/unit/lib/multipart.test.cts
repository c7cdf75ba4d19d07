import { randomBytes } from 'crypto';
import type { FakeRequest } from '../../fakes/fake.cjs';
import { readForm } from '../../fakes/green-api/multipart.cjs';
import { formOf } from '../../../src/lib/multipart';

const read = ({ type, bytes }: ReturnType<typeof formOf>) =>
    readForm({ headers: { 'content-type': type }, raw: Buffer.from(bytes) } as unknown as FakeRequest);

test('a form is read by another parser as it was meant, whatever is in it', async () => {
    const bytes = randomBytes(100_000);
    const caption = 'строка 1\r\n--строка 2\n"3"; name="x" 🙂';
    const form = await read(
        formOf([
            { name: 'caption', text: caption },
            { name: 'empty', text: '' },
            { name: 'file', fileName: 'ангебот 4.pdf', type: 'application/pdf', bytes },
            { name: 'none', fileName: 'none.bin', type: 'application/octet-stream', bytes: new Uint8Array(0) },
        ]),
    );
    expect(form?.fields).toEqual({ caption, empty: '' });
    expect(form?.files).toMatchObject([
        { field: 'file', fileName: 'ангебот 4.pdf', mimeType: 'application/pdf' },
        { field: 'none', fileName: 'none.bin' },
    ]);
    expect(form?.files.map((file) => file.bytes.length)).toEqual([100_000, 0]);
    expect(form?.files[0]?.bytes.equals(bytes)).toBe(true);
});

test('a name cannot end its line or its quotes', async () => {
    const fileName = 'a"\r\nContent-Type: text_html\r\n\r\nx.pdf';
    const form = await read(
        formOf([{ name: 'file', fileName, type: 'image/png\r\nX-Evil: 1', bytes: Buffer.from('x') }]),
    );
    expect(form?.files).toMatchObject([{ fileName: 'a%22%0D%0AContent-Type: text_html%0D%0A%0D%0Ax.pdf' }]);
    expect(form?.files[0]?.mimeType).toBe('application/octet-stream');
});
