/** What the local Rocket.Chat shows of its things over REST, as far as tests look at them. */

export type Json = Readonly<Record<string, unknown>>;

export interface RoomView {
    readonly _id: string;
    readonly t: string;
    readonly fname?: string;
    readonly open?: boolean;
    readonly msgs: number;
    readonly closer?: string;
    readonly source?: Json;
    readonly customFields?: Json;
    readonly departmentId?: string;
    readonly servedBy?: { readonly _id: string; readonly username: string };
    readonly v?: { readonly _id: string; readonly username: string; readonly token: string };
}

export interface MessageView {
    readonly _id: string;
    readonly rid: string;
    readonly msg: string;
    readonly ts: string;
    /** System messages have a type. */
    readonly t?: string;
    /** Visitors' messages have a token. */
    readonly token?: string;
    readonly alias?: string;
    readonly u: { readonly _id: string; readonly username: string };
    readonly file?: { readonly _id: string; readonly name: string; readonly type: string };
    readonly attachments?: readonly Json[];
    readonly reactions?: Json;
}

export interface UserView {
    readonly _id: string;
    readonly username: string;
    readonly roles: readonly string[];
    readonly statusLivechat?: string;
}

export interface InquiryView {
    readonly _id: string;
    readonly rid: string;
    readonly status: string;
}

export interface SettingView {
    readonly id: string;
    readonly type: string;
    readonly value?: unknown;
    readonly packageValue?: unknown;
}

export interface EphemeralView {
    readonly at: number;
    readonly rid: string;
    readonly text: string;
}

export interface ModalView {
    readonly at: number;
    readonly type: string;
    readonly triggerId: string;
    readonly view?: Json;
    readonly errors?: unknown;
}

/** A form of an app, as it is shown. */
export interface FormView {
    readonly appId: string;
    readonly id: string;
    readonly title: { readonly text: string };
    readonly blocks: ReadonlyArray<{
        readonly type: string;
        readonly blockId?: string;
        readonly optional?: boolean;
        readonly label?: { readonly text: string };
        readonly element?: {
            readonly type: string;
            readonly actionId: string;
            readonly options?: ReadonlyArray<{ readonly value: string; readonly text: { readonly text: string } }>;
        };
    }>;
}
