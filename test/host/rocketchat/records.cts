/**
 * The records as Rocket.Chat keeps them in MongoDB: its field names, so that what an app finds in
 * `_unmappedProperties_` is what it would find there.
 */
import type { Stored } from '../store/collection.cjs';

export interface UserLookup {
    readonly _id: string;
    readonly username: string;
    readonly name?: string | undefined;
}

export interface UserRecord extends Stored {
    readonly username: string;
    readonly name: string;
    readonly type: 'user' | 'bot' | 'app';
    readonly roles: readonly string[];
    readonly emails?: readonly { readonly address: string; readonly verified: boolean }[] | undefined;
    readonly active: boolean;
    readonly status: 'online' | 'away' | 'busy' | 'offline';
    readonly statusConnection?: string | undefined;
    readonly statusLivechat?: 'available' | 'not-available' | undefined;
    /** How many chats routing has given to this agent so far. */
    readonly livechatCount?: number | undefined;
    readonly language?: string | undefined;
    readonly utcOffset?: number | undefined;
    readonly appId?: string | undefined;
    readonly password?: string | undefined;
    readonly createdAt: Date;
    readonly _updatedAt: Date;
    readonly lastLogin?: Date | undefined;
}

/** A login token; its id is the token's SHA-256, as Rocket.Chat keeps only the hash. */
export interface TokenRecord extends Stored {
    readonly userId: string;
    readonly when: Date;
}

/** What an app calls a visitor: one id per app. */
export interface ExternalId {
    readonly appId: string;
    readonly entityId: string;
    readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface VisitorRecord extends Stored {
    readonly username: string;
    readonly name?: string | undefined;
    readonly token: string;
    readonly phone?: readonly { readonly phoneNumber: string }[] | undefined;
    readonly visitorEmails?: readonly { readonly address: string }[] | undefined;
    readonly externalIds?: readonly ExternalId[] | undefined;
    readonly department?: string | undefined;
    readonly status: string;
    readonly livechatData?: Readonly<Record<string, unknown>> | undefined;
    readonly ts: Date;
    readonly _updatedAt: Date;
}

export interface RoomSource {
    readonly type: string;
    readonly id?: string | undefined;
    readonly alias?: string | undefined;
    readonly label?: string | undefined;
    readonly sidebarIcon?: string | undefined;
    readonly defaultIcon?: string | undefined;
    readonly destination?: string | undefined;
}

export interface RoomRecord extends Stored {
    /** c: channel, p: private group, d: direct, l: livechat. */
    readonly t: 'c' | 'p' | 'd' | 'l';
    readonly name?: string | undefined;
    readonly fname?: string | undefined;
    readonly u?: UserLookup | undefined;
    readonly uids?: readonly string[] | undefined;
    readonly usernames?: readonly string[] | undefined;
    readonly usersCount: number;
    readonly msgs: number;
    readonly ts: Date;
    readonly lm?: Date | undefined;
    readonly _updatedAt: Date;
    readonly ro?: boolean | undefined;
    readonly default?: boolean | undefined;
    readonly description?: string | undefined;
    readonly customFields?: Readonly<Record<string, unknown>> | undefined;
    readonly prid?: string | undefined;
    // Livechat only, from here on.
    readonly v?: RoomVisitor | undefined;
    readonly departmentId?: string | undefined;
    readonly open?: boolean | undefined;
    readonly cl?: boolean | undefined;
    readonly waitingResponse?: boolean | undefined;
    readonly responseBy?: UserLookup | undefined;
    readonly servedBy?: { readonly _id: string; readonly username: string; readonly ts: Date } | undefined;
    readonly source?: RoomSource | undefined;
    readonly queuedAt?: Date | undefined;
    readonly closedAt?: Date | undefined;
    readonly closer?: 'user' | 'visitor' | undefined;
    readonly closedBy?: { readonly _id: string; readonly username?: string | undefined } | undefined;
    readonly chatDuration?: number | undefined;
    readonly livechatData?: Readonly<Record<string, unknown>> | undefined;
}

export interface RoomVisitor {
    readonly _id: string;
    readonly username: string;
    readonly token: string;
    readonly status: string;
    readonly lastMessageTs?: Date | undefined;
    readonly phone?: string | undefined;
}

export interface SubscriptionRecord extends Stored {
    readonly rid: string;
    readonly userId: string;
    readonly t: RoomRecord['t'];
    readonly roles?: readonly string[] | undefined;
    readonly ts: Date;
    /** When the user last saw the room. */
    readonly ls?: Date | undefined;
}

export interface MessageFile {
    readonly _id: string;
    readonly name: string;
    readonly type: string;
    readonly size?: number | undefined;
}

export type Attachment = Readonly<Record<string, unknown>>;

export interface MessageRecord extends Stored {
    readonly rid: string;
    readonly msg: string;
    readonly ts: Date;
    readonly u: UserLookup;
    readonly _updatedAt: Date;
    /** Order of insertion: MongoDB keeps it among equal times, and no field of Rocket.Chat says it. Never shown. */
    readonly seq: number;
    /** Set on system messages. */
    readonly t?: string | undefined;
    /** Set on visitors' messages. */
    readonly token?: string | undefined;
    readonly alias?: string | undefined;
    readonly avatar?: string | undefined;
    readonly emoji?: string | undefined;
    readonly tmid?: string | undefined;
    readonly groupable?: boolean | undefined;
    readonly file?: MessageFile | undefined;
    readonly files?: readonly MessageFile[] | undefined;
    readonly attachments?: readonly Attachment[] | undefined;
    readonly reactions?: Readonly<Record<string, { readonly usernames: readonly string[] }>> | undefined;
    readonly customFields?: Readonly<Record<string, unknown>> | undefined;
    readonly blocks?: unknown;
    readonly editedAt?: Date | undefined;
    readonly editedBy?: { readonly _id: string; readonly username?: string | undefined } | undefined;
    readonly _hidden?: boolean | undefined;
    readonly urls?: readonly unknown[] | undefined;
    readonly mentions?: readonly unknown[] | undefined;
    readonly channels?: readonly unknown[] | undefined;
    readonly md?: readonly unknown[] | undefined;
}

export interface InquiryRecord extends Stored {
    readonly rid: string;
    readonly name: string;
    readonly ts: Date;
    readonly department?: string | undefined;
    readonly status: 'queued' | 'ready' | 'taken';
    readonly message: string;
    readonly v: RoomVisitor;
    readonly source?: RoomSource | undefined;
    readonly queuedAt?: Date | undefined;
    readonly takenAt?: Date | undefined;
}

export interface DepartmentRecord extends Stored {
    readonly name: string;
    readonly email?: string | undefined;
    readonly description?: string | undefined;
    readonly enabled: boolean;
    readonly showOnRegistration: boolean;
    readonly showOnOfflineForm: boolean;
    readonly numAgents: number;
    readonly fallbackForwardDepartment?: string | undefined;
    readonly requestTagBeforeClosingChat?: boolean | undefined;
    readonly _updatedAt: Date;
}

export interface DepartmentAgentRecord extends Stored {
    readonly departmentId: string;
    readonly agentId: string;
    readonly username: string;
    readonly count: number;
    readonly order: number;
}

export interface CustomFieldRecord extends Stored {
    readonly label: string;
    readonly scope: 'room' | 'visitor';
    readonly regexp?: string | undefined;
}

export interface UploadRecord extends Stored {
    readonly name: string;
    readonly size: number;
    readonly type: string;
    readonly extension: string;
    readonly rid: string;
    readonly userId?: string | undefined;
    readonly visitorToken?: string | undefined;
    readonly store: string;
    readonly path: string;
    readonly url: string;
    readonly complete: boolean;
    readonly uploading: boolean;
    readonly progress: number;
    readonly uploadedAt: Date;
    readonly _updatedAt: Date;
}

export interface SettingRecord extends Stored {
    readonly value: unknown;
}

/** One record of an app in `rocketchat_apps_persistence`. */
export interface PersistenceRecord extends Stored {
    readonly appId: string;
    /** Each association once, as `<appId> <model> <id>`: what `$all` looks up. */
    readonly keys: readonly string[];
    /** The association array as a whole, in order: what an update matches. Absent when created without. */
    readonly exact?: string | undefined;
    readonly seq: number;
    /** The app's data, encoded: it may hold field names that the embedded database refuses. */
    readonly data: string;
}

export interface JobRecord extends Stored {
    /** `<processor id>_<app id>` */
    readonly name: string;
    readonly appId: string;
    /** Agenda's words: `normal` runs once, `single` is the one recurring job of its name. */
    readonly type: 'normal' | 'single';
    readonly data: string;
    readonly interval?: string | number | undefined;
    /** ms since 1970 by the host's clock; absent on a dead one-time job. */
    readonly nextRunAt?: number | undefined;
    readonly lockedAt?: number | undefined;
    readonly lastRunAt?: number | undefined;
    readonly failReason?: string | undefined;
    readonly seq: number;
}

/** An app's storage record, encoded for the same reason as `PersistenceRecord.data`. */
export interface AppRecord extends Stored {
    readonly id: string;
    readonly item: string;
}

/** Numbers and keys that must survive a restart. */
export interface MetaRecord extends Stored {
    readonly value: string | number;
}
