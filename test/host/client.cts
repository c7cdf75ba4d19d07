import { RestClient, type Answer, type Login } from './rest-client.cjs';
import type {
    EphemeralView,
    FormView,
    InquiryView,
    Json,
    MessageView,
    ModalView,
    RoomView,
    SettingView,
    UserView,
} from './views.cjs';

export { RestError, type Answer, type Login, type RequestOptions } from './rest-client.cjs';
export type * from './views.cjs';

/**
 * A client of the local Rocket.Chat for tests and demonstrations: over HTTP only, as an administrator, an agent or a
 * provider would come. Every method rejects with the server's own words when the answer is no success.
 */
export class Client extends RestClient {
    /** Logs in and gives a client that acts as that user. */
    static async login(url: string, username: string, password: string): Promise<Client> {
        const answer = await new Client(url).send('/api/v1/login', { user: username, password });
        return new Client(url, answer['data'] as Login);
    }

    async me(): Promise<UserView> {
        return (await this.get('/api/v1/me')) as unknown as UserView;
    }

    // Apps

    /** Uploads a zip as the administration page does. Without permissions: those that the package asks for. */
    async installApp(zip: Buffer, permissions?: readonly unknown[]): Promise<Json> {
        return (await this.uploadApp('/api/apps', zip, permissions))['app'] as Json;
    }

    async updateApp(appId: string, zip: Buffer, permissions?: readonly unknown[]): Promise<Json> {
        return (await this.uploadApp(`/api/apps/${appId}`, zip, permissions))['app'] as Json;
    }

    private async uploadApp(path: string, zip: Buffer, permissions?: readonly unknown[]): Promise<Json> {
        const form = new FormData();
        form.append('app', new Blob([new Uint8Array(zip)]), 'app.zip');
        if (permissions !== undefined) form.append('permissions', JSON.stringify(permissions));
        return await this.call('POST', path, { body: form });
    }

    async removeApp(appId: string): Promise<void> {
        await this.call('DELETE', `/api/apps/${appId}`, {});
    }

    async setAppStatus(appId: string, status: 'manually_enabled' | 'manually_disabled'): Promise<void> {
        await this.send(`/api/apps/${appId}/status`, { status });
    }

    /** The app's settings by id. */
    async appSettings(appId: string): Promise<Readonly<Record<string, SettingView>>> {
        return (await this.get(`/api/apps/${appId}/settings`))['settings'] as Readonly<Record<string, SettingView>>;
    }

    /** Saves settings as the page does: whole, all in one request, of which only the changed ones are stored. */
    async saveAppSettings(appId: string, values: Json, server?: number): Promise<void> {
        const known = await this.appSettings(appId);
        const settings = Object.entries(values).map(([id, value]) => ({ ...known[id], id, value }));
        await this.send(`/api/apps/${appId}/settings`, { settings }, server);
    }

    /** Calls a public endpoint of an app, as a provider does. */
    async webhook(
        appId: string,
        path: string,
        body?: unknown,
        headers?: Readonly<Record<string, string>>,
        more: { readonly method?: string; readonly server?: number } = {},
    ): Promise<Answer> {
        return await new Client(this.url).request(more.method ?? 'POST', `/api/apps/public/${appId}/${path}`, {
            body,
            server: more.server,
            ...(headers !== undefined && { headers }),
        });
    }

    // Users and agents

    /** Makes a user, with his name as password, and gives a client that acts as him. */
    async createUser(
        username: string,
        more: { readonly roles?: readonly string[]; readonly language?: string } = {},
    ): Promise<Client> {
        const email = `${username}@localhost.localdomain`;
        await this.send('/api/v1/users.create', { username, name: username, password: username, email, ...more });
        return await Client.login(this.url, username, username);
    }

    async makeAgent(username: string): Promise<void> {
        await this.send('/api/v1/livechat/users/agent', { username });
    }

    async makeManager(username: string): Promise<void> {
        await this.send('/api/v1/livechat/users/manager', { username });
    }

    /** Makes a user who is an agent. */
    async createAgent(username: string): Promise<Client> {
        const agent = await this.createUser(username);
        await this.makeAgent(username);
        return agent;
    }

    /** Own, or with `agentId` another's. */
    async setAgentStatus(status: 'available' | 'not-available', agentId?: string): Promise<void> {
        await this.send('/api/v1/livechat/agent.status', { status, ...(agentId !== undefined && { agentId }) });
    }

    async setStatus(status: 'online' | 'away' | 'busy' | 'offline'): Promise<void> {
        await this.send('/api/v1/users.setStatus', { status, message: '' });
    }

    /** Makes a department with these agents (user ids) and gives its id. */
    async createDepartment(name: string, agentIds: readonly string[]): Promise<string> {
        const department = {
            name,
            enabled: true,
            showOnRegistration: false,
            showOnOfflineForm: false,
            email: 'd@localhost.localdomain',
        };
        const agents = agentIds.map((agentId) => ({ agentId }));
        const answer = await this.send('/api/v1/livechat/department', { department, agents });
        return (answer['department'] as { _id: string })._id;
    }

    // Livechat

    async rooms(query: { readonly open?: boolean; readonly roomName?: string } = {}): Promise<RoomView[]> {
        return (await this.get('/api/v1/livechat/rooms', query))['rooms'] as RoomView[];
    }

    /** Everything in a livechat room, oldest first. `talk`: without what the server itself has written. */
    async messages(rid: string, only: 'all' | 'talk' = 'talk'): Promise<MessageView[]> {
        const messages = (await this.get(`/api/v1/livechat/${rid}/messages`))['messages'] as MessageView[];
        return only === 'all' ? messages : messages.filter(({ t }) => t === undefined);
    }

    async inquiries(): Promise<InquiryView[]> {
        return (await this.get('/api/v1/livechat/inquiries.list'))['inquiries'] as InquiryView[];
    }

    /** Takes the chat of this room from the queue. */
    async take(rid: string): Promise<void> {
        const inquiry = (await this.inquiries()).find((candidate) => candidate.rid === rid);
        if (inquiry === undefined) throw new Error(`No inquiry of room ${rid}`);
        await this.send('/api/v1/livechat/inquiries.take', { inquiryId: inquiry._id });
    }

    async close(rid: string, comment = '', server?: number): Promise<void> {
        await this.send('/api/v1/livechat/room.closeByUser', { rid, comment }, server);
    }

    async forward(rid: string, to: { readonly userId?: string; readonly departmentId?: string }): Promise<void> {
        await this.send('/api/v1/livechat/room.forward', { roomId: rid, ...to });
    }

    // Talk

    async post(rid: string, text: string, server?: number): Promise<MessageView> {
        return (await this.send('/api/v1/chat.postMessage', { roomId: rid, text }, server))['message'] as MessageView;
    }

    async edit(message: MessageView, text: string): Promise<void> {
        await this.send('/api/v1/chat.update', { roomId: message.rid, msgId: message._id, text });
    }

    async deleteMessage(message: MessageView): Promise<void> {
        await this.send('/api/v1/chat.delete', { roomId: message.rid, msgId: message._id });
    }

    async react(message: MessageView, emoji: string, shouldReact = true): Promise<void> {
        await this.send('/api/v1/chat.react', { messageId: message._id, emoji, shouldReact });
    }

    /** Uploads a file into a room as this user. */
    async upload(
        rid: string,
        name: string,
        bytes: Buffer,
        description?: string,
        server?: number,
    ): Promise<MessageView> {
        const form = new FormData();
        form.append('file', new Blob([new Uint8Array(bytes)]), name);
        if (description !== undefined) form.append('description', description);
        const answer = await this.call('POST', `/api/v1/rooms.upload/${rid}`, { body: form, server });
        return answer['message'] as MessageView;
    }

    /**
     * Types a slash command, with a fresh trigger id as the web client sends one. `line` without the slash. Without
     * `forms` as a client that shows none and hence sends no such id.
     */
    async runCommand(
        line: string,
        roomId = 'GENERAL',
        more: { readonly tmid?: string; readonly server?: number; readonly forms?: false } = {},
    ): Promise<string> {
        const [command = '', ...words] = line.split(' ');
        const triggerId = Math.random().toString(36).slice(2);
        const { tmid, server, forms } = more;
        const body = {
            command,
            params: words.join(' '),
            roomId,
            ...(forms !== false && { triggerId }),
            ...(tmid !== undefined && { tmid }),
        };
        await this.send('/api/v1/commands.run', body, server);
        return triggerId;
    }

    /** Posts an interaction as the web client does (`blockAction`, `viewSubmit`, `viewClosed`, `actionButton`). */
    async interact(appId: string, interaction: Json, server?: number): Promise<Answer> {
        const triggerId = Math.random().toString(36).slice(2);
        return await this.request('POST', `/api/apps/ui.interaction/${appId}`, {
            body: { triggerId, ...interaction },
            server,
        });
    }

    /** Types a command that opens a form, and gives the form. */
    async openForm(line: string, server?: number, roomId = 'GENERAL'): Promise<FormView> {
        const triggerId = await this.runCommand(line, roomId, server === undefined ? {} : { server });
        const form = await this.formOpenedBy(triggerId);
        if (form === undefined) throw new Error(`No form was opened by /${line}`);
        return form;
    }

    /** The form that was opened by what had this trigger id, if there is one. */
    async formOpenedBy(triggerId: string): Promise<FormView | undefined> {
        const opened = (await this.modals()).find(
            (modal) => modal.type === 'modal.open' && modal.triggerId === triggerId,
        );
        return opened?.view as unknown as FormView | undefined;
    }

    /** Fills a form in and submits it: the values by name of their field, of which the client posts those touched. */
    async submitForm(form: FormView, values: Readonly<Record<string, string>>, server?: number): Promise<Answer> {
        const fields = form.blocks.filter(
            ({ element }) => element?.actionId !== undefined && element.actionId in values,
        );
        const state = Object.fromEntries(
            fields.map(({ blockId = '', element: { actionId = '' } = {} }) => [
                blockId,
                { [actionId]: values[actionId] },
            ]),
        );
        const payload = { view: { ...form, state } };
        return await this.interact(form.appId, { type: 'viewSubmit', payload }, server);
    }

    /** Direct messages between this user and another, oldest first. */
    async directMessages(username: string): Promise<MessageView[]> {
        const answer = await this.get('/api/v1/im.messages', { username, count: 0 });
        return [...(answer['messages'] as MessageView[])].reverse();
    }

    // Server settings

    async setting(id: string): Promise<unknown> {
        return (await this.get(`/api/v1/settings/${id}`))['value'];
    }

    async setSetting(id: string, value: unknown): Promise<void> {
        await this.send(`/api/v1/settings/${id}`, { value });
    }

    // What only the local host has

    /** Notices that nobody keeps, shown to this user (or another) so far. */
    async ephemeral(userId = this.userId): Promise<EphemeralView[]> {
        return (await this.get('/host/ephemeral', { userId }))['messages'] as EphemeralView[];
    }

    async modals(userId = this.userId): Promise<ModalView[]> {
        return (await this.get('/host/modals', { userId }))['modals'] as ModalView[];
    }

    /** Moves the clock of the host and of all apps; resolves when everything that became due has run. */
    async advance(ms: number): Promise<void> {
        await this.send('/host/clock', { advanceMs: ms });
    }

    async setFaults(faults: Json): Promise<void> {
        await this.send('/host/faults', faults);
    }

    async idle(): Promise<void> {
        await this.send('/host/idle');
    }
}
