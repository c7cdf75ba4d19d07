import { type Answer, type FakeRequest, type Route, ok } from '../fake.cjs';
import type { Contact } from './records.cjs';
import type { Workspace } from './workspace.cjs';

type Words = Readonly<Partial<Record<string, string>>>;

/** For a person with curl: the first workspace, its contacts by their token. */
export function controls(workspace: () => Workspace): Route[] {
    const contacts = new Map<string, Contact>();
    const withContact = (body: unknown, act: (contact: Contact, words: Words) => Promise<object>): Promise<Answer> => {
        const words = wordsIn(body);
        const contact = contacts.get(words['contact'] ?? '');
        return contact === undefined
            ? Promise.resolve({ status: 400, body: { error: 'contact: no such contact, add one first' } })
            : act(contact, words).then(ok);
    };
    const post = (name: string, handle: (request: FakeRequest) => Promise<Answer>): Route => ({
        name,
        method: 'POST',
        path: new RegExp(`^/fake/${name}$`),
        handle,
    });
    return [
        post('connect', async ({ body }) => {
            const { baseUrl = '', userId = '', authToken = '' } = wordsIn(body);
            return ok(await workspace().connect(baseUrl, { userId, authToken }));
        }),
        post('contact', ({ body }) => {
            const contact = workspace().addContact(wordsIn(body));
            contacts.set(contact.id, contact);
            return Promise.resolve(ok(contact));
        }),
        post('open', ({ body }) => withContact(body, (contact, words) => workspace().openTicket(contact, words))),
        post('write', ({ body }) =>
            withContact(body, async (contact, words) => ({ answers: await workspace().contactWrites(contact, words) })),
        ),
        post('close', async ({ body }) => {
            const error = await workspace().closeTickets([wordsIn(body)['ticketId'] ?? '']);
            return error === undefined ? ok({}) : { status: 500, body: { error } };
        }),
        { name: 'replies', method: 'GET', path: /^\/fake\/replies$/, handle: () => ok(workspace().replies.map(shown)) },
        { name: 'closed', method: 'GET', path: /^\/fake\/closed$/, handle: () => ok(workspace().closedEvents) },
        { name: 'calls', method: 'GET', path: /^\/fake\/calls$/, handle: () => ok(workspace().calls) },
    ];
}

function wordsIn(body: unknown): Words {
    return (body ?? {}) as Words;
}

function shown({ files, ...reply }: Workspace['replies'][number]): object {
    return { ...reply, files: files.map(({ bytes, ...file }) => ({ ...file, size: bytes.length })) };
}
