/**
 * What has to be seen on both sides after a contact and an agent have written, quoted, changed, deleted and reacted: the
 * rules of the provider's sheet and nothing else. It knows nothing of servers, records or time but when something is done.
 */
export const EDIT_MS = 15 * 60_000;
export const REMOVE_MS = 72 * 60 * 60_000;

/** Messages go by names: `c1` is the contact's, `r2` an agent's, `u3` one that nobody here has ever heard of. */
export type Act =
    | { readonly does: 'contact writes'; readonly name: string; readonly quotes: string | undefined }
    | { readonly does: 'contact edits'; readonly name: string; readonly text: string }
    | { readonly does: 'contact deletes'; readonly name: string }
    /** An empty `emoji` takes back. */
    | { readonly does: 'reacts'; readonly name: string; readonly who: string; readonly emoji: string }
    | { readonly does: 'agent writes'; readonly name: string; readonly at: number; readonly quotes: string | undefined }
    | ({ readonly does: 'agent edits'; readonly text: string } & AgentsChange)
    | ({ readonly does: 'agent deletes' } & AgentsChange);

interface AgentsChange {
    readonly name: string;
    readonly at: number;
    /** That the provider was asked, and did not want to. */
    readonly refused: boolean;
}

/** A message, or a line about one, as it reads in the end. */
export interface Line {
    readonly quotes: string | undefined;
    readonly text: string;
}

export interface View {
    /** What the contact has of the agent's messages that he can still read. */
    readonly phone: Readonly<Record<string, Line>>;
    /** What the agents have of the contact's messages, in their order. */
    readonly said: readonly Line[];
    /** Lines about other messages, in any order. */
    readonly about: readonly Line[];
    /** The kinds of changes of which agents were told that they did not reach the contact. */
    readonly told: readonly string[];
}

interface Said {
    readonly quotes: string | undefined;
    text: string | undefined;
    isDeleted: boolean;
}

interface Sent extends Line {
    readonly at: number;
}

/** Plays what was done from the beginning. The first text of a message is its name. */
export function play(acts: readonly Act[]): View {
    const said = new Map<string, Said>();
    const strange = new Map<string, Said>();
    const reactions = new Map<string, Line>();
    const phone = new Map<string, Sent>();
    const told = new Set<string>();

    const knownOrStrange = (name: string): Said => {
        const line = said.get(name) ?? strange.get(name) ?? { quotes: name, text: undefined, isDeleted: false };
        if (!said.has(name)) {
            strange.set(name, line);
        }
        return line;
    };

    for (const act of acts) {
        const { name } = act;
        const sent = phone.get(name);
        switch (act.does) {
            case 'contact writes':
                said.set(name, { quotes: act.quotes, text: name, isDeleted: false });
                break;
            case 'contact edits': {
                const line = knownOrStrange(name);
                line.text = line.isDeleted ? line.text : act.text;
                break;
            }
            case 'contact deletes':
                knownOrStrange(name).isDeleted = true;
                break;
            case 'reacts':
                reactions.delete(`${name} by ${act.who}`);
                if (act.emoji !== '') {
                    reactions.set(`${name} by ${act.who}`, { quotes: name, text: `Reaction: ${act.emoji}` });
                }
                break;
            case 'agent writes':
                phone.set(name, { quotes: act.quotes, text: name, at: act.at });
                break;
            case 'agent edits':
                if (sent === undefined || sent.text === act.text) {
                    break; // nothing to do, so nothing can be late
                }
                if (act.refused || act.at - sent.at > EDIT_MS) {
                    told.add('edited');
                } else {
                    phone.set(name, { ...sent, text: act.text });
                }
                break;
            case 'agent deletes':
                if (act.refused || (sent !== undefined && act.at - sent.at > REMOVE_MS)) {
                    told.add('deleted');
                } else {
                    phone.delete(name);
                }
        }
    }
    return {
        phone: Object.fromEntries([...phone].map(([name, { quotes, text }]) => [name, { quotes, text }])),
        said: [...said.values()].map(({ quotes, text = '', isDeleted }) => ({
            quotes,
            text: marked([text], isDeleted),
        })),
        about: [
            ...[...strange.values()].map(({ quotes, text, isDeleted }) => ({
                quotes,
                text: marked(text === undefined ? [] : [`✏️ Edited: ${text}`], isDeleted),
            })),
            ...reactions.values(),
        ],
        told: [...told],
    };
}

const marked = (lines: readonly string[], isDeleted: boolean): string =>
    [...lines, ...(isDeleted ? ['🗑️ The customer deleted this message.'] : [])].join('\n');
