import { type Answer, type FakeRequest, ok } from '../fake.cjs';
import type { Account, Rights, Subject } from './account.cjs';
import { NO_RIGHTS } from './answers.cjs';
import type { Body } from './content.cjs';
import type { Post } from './sending.cjs';

/** A call with a key that is known. */
export interface Call {
    readonly account: Account;
    readonly rights: Rights;
    readonly request: FakeRequest;
    readonly body: Body;
    readonly post: Post;
}

/** Throws unless the key may use a channel. */
export function permit({ rights }: Call, { subjectId }: Pick<Subject, 'subjectId'>): void {
    if (rights.subjectIds !== undefined && !rights.subjectIds.includes(subjectId)) {
        throw NO_RIGHTS;
    }
}

/** The channels that the key may use. */
export function permitted({ account, rights }: Call): readonly Subject[] {
    return account.subjects.filter(
        ({ subjectId }) => rights.subjectIds === undefined || rights.subjectIds.includes(subjectId),
    );
}

/** An older body: everything is 200, the code tells. */
export const coded = (code: string, more: object = {}): Answer => ok({ ...more, code });
