import { ServerError } from './errors.cjs';
import type { DepartmentRecord, ExternalId, VisitorRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

/** What an app or a widget says of a visitor; only the first phone and the first address count. */
export interface VisitorData {
    readonly id?: string | undefined;
    readonly token: string | undefined;
    readonly name?: string | undefined;
    readonly username?: string | undefined;
    readonly department?: string | undefined;
    readonly phone?: string | undefined;
    readonly email?: string | undefined;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Registers a visitor, or updates the one that matches: by token; else by phone (who keeps his OLD token); else by
 * e-mail (whose token becomes the new one). So the visitor who comes back may not be the one that was meant, nor have
 * the token that was given.
 * @throws error-invalid-token, error-invalid-department, an invalid e-mail address
 */
export async function registerVisitor(ws: Workspace, data: VisitorData): Promise<VisitorRecord> {
    const { token, phone } = data;
    if (token === undefined || token === '') throw new Error('error-invalid-token');
    const email = data.email?.trim().toLowerCase();
    if (email !== undefined && !EMAIL.test(email)) {
        throw new ServerError('error-invalid-email-address', 'Invalid email address');
    }
    const { visitors } = ws.store;
    const byToken = await visitors.findOne({ token });
    const department = await departmentOf(ws, data.department, byToken);
    const fields = {
        status: 'online',
        _updatedAt: ws.clock.date(),
        ...(phone !== undefined && { phone: [{ phoneNumber: phone }] }),
        ...(email !== undefined && { visitorEmails: [{ address: email }] }),
        ...(data.name !== undefined && { name: data.name }),
        ...(department !== undefined && { department: department._id }),
    };
    const byPhone =
        byToken ?? (phone === undefined ? undefined : await visitors.findOne({ 'phone.phoneNumber': phone }));
    if (byPhone !== undefined) return await update(ws, byPhone._id, fields);
    const byEmail = email === undefined ? undefined : await visitors.findOne({ 'visitorEmails.address': email });
    if (byEmail !== undefined) return await update(ws, byEmail._id, { ...fields, token });
    return await visitors.insert({
        _id: data.id ?? ws.ids.meteorId(),
        username: data.username ?? (await nextUsername(ws)),
        token,
        ts: ws.clock.date(),
        ...fields,
    });
}

async function departmentOf(
    ws: Workspace,
    wanted: string | undefined,
    visitor: VisitorRecord | undefined,
): Promise<DepartmentRecord | undefined> {
    if (wanted === undefined || wanted === '' || visitor?.department === wanted) return undefined;
    const department = await findDepartment(ws, wanted);
    if (department === undefined) throw new Error('error-invalid-department');
    return department;
}

async function update(ws: Workspace, id: string, fields: Partial<VisitorRecord>): Promise<VisitorRecord> {
    await ws.store.visitors.updateOne({ _id: id }, fields);
    const visitor = await ws.store.visitors.get(id);
    if (visitor === undefined) throw new Error('error-visitor-not-found');
    return visitor;
}

async function nextUsername(ws: Workspace): Promise<string> {
    const count = ws.settings.get<number>('Livechat_guest_count');
    await ws.settings.set('Livechat_guest_count', count + 1);
    return `guest-${String(count)}`;
}

export async function findDepartment(ws: Workspace, idOrName: string): Promise<DepartmentRecord | undefined> {
    return (await ws.store.departments.get(idOrName)) ?? (await ws.store.departments.findOne({ name: idOrName }));
}

export interface CustomFieldValue {
    readonly token: string;
    readonly key: string;
    readonly value: string;
    readonly overwrite: boolean;
}

/**
 * Writes a custom field that the workspace defines: on the visitor, or on his open rooms.
 * @returns how many records have changed.
 * @throws invalid-custom-field
 */
export async function setCustomField(ws: Workspace, data: CustomFieldValue): Promise<number> {
    const field = await ws.store.customFields.get(data.key);
    if (field === undefined) throw new ServerError('invalid-custom-field');
    if (field.regexp !== undefined && field.regexp !== '' && !new RegExp(field.regexp).test(data.value)) {
        throw new Error('error-invalid-custom-field-value');
    }
    const write = async (
        records: readonly {
            readonly _id: string;
            readonly livechatData?: Readonly<Record<string, unknown>> | undefined;
        }[],
        set: (id: string, livechatData: Record<string, unknown>) => Promise<number>,
    ): Promise<number> => {
        let changed = 0;
        for (const { _id, livechatData = {} } of records) {
            if (!data.overwrite && livechatData[data.key] !== undefined) continue;
            changed += await set(_id, { ...livechatData, [data.key]: data.value });
        }
        return changed;
    };
    const { rooms, visitors } = ws.store;
    if (field.scope === 'room') {
        const open = await rooms.find({ 'v.token': data.token, open: true });
        return await write(open, (id, livechatData) => rooms.updateOne({ _id: id }, { livechatData }));
    }
    const mine = await visitors.find({ token: data.token });
    return await write(mine, (id, livechatData) => visitors.updateOne({ _id: id }, { livechatData }));
}

export interface ContactData {
    readonly phone?: string | null;
    readonly email?: string | null;
}

/** The visitor whom this app calls so; else the one of this phone or address, who is called so from now on. */
export async function resolveVisitor(
    ws: Workspace,
    external: ExternalId,
    { phone, email }: ContactData,
): Promise<VisitorRecord | undefined> {
    const { visitors } = ws.store;
    const named = await visitors.find({ 'externalIds.entityId': external.entityId });
    const mine = named.find(({ externalIds }) =>
        externalIds?.some(({ appId, entityId }) => appId === external.appId && entityId === external.entityId),
    );
    if (mine !== undefined) return mine;
    const known =
        (phone == null ? undefined : await visitors.findOne({ 'phone.phoneNumber': phone })) ??
        (email == null ? undefined : await visitors.findOne({ 'visitorEmails.address': email.toLowerCase() }));
    return known && (await linkVisitor(ws, known._id, external));
}

/** Sets what an app calls a visitor, in place of what it called him before. */
export async function linkVisitor(
    ws: Workspace,
    visitorId: string,
    external: ExternalId,
): Promise<VisitorRecord | undefined> {
    const visitor = await ws.store.visitors.get(visitorId);
    if (visitor === undefined) return undefined;
    const others = (visitor.externalIds ?? []).filter(({ appId }) => appId !== external.appId);
    return await update(ws, visitorId, { externalIds: [...others, external] });
}
