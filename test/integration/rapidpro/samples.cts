import { readFileSync } from 'fs';
import { join } from 'path';

/** A request of a sample, as curl would make it. */
export interface SampleRequest {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
}

/** A call with the answer that is promised. */
export interface Sample {
    readonly request: SampleRequest;
    readonly status: number;
    /** Undefined: empty. Texts in angle brackets stand for anything. */
    readonly body: unknown;
}

/** A request that the app makes. */
export interface SampleEvent {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
}

interface Fence {
    readonly heading: string;
    readonly language: string;
    readonly text: string;
}

/** What the page on RapidPro shows, read out of its text, so that the page cannot promise what is not so. */
export class Samples {
    private readonly fences: readonly Fence[];

    /**
     * @param variables what the page's shell variables stand for
     * @param replaced addresses of the page, and what takes their place here
     */
    constructor(
        private readonly variables: Readonly<Record<string, string>>,
        replaced: Readonly<Record<string, string>>,
    ) {
        const page = readFileSync(join(__dirname, '../../../docs/rapidpro.md'), 'utf8');
        this.fences = fencesOf(Object.entries(replaced).reduce((text, [from, to]) => text.replaceAll(from, to), page));
    }

    /** The calls below a heading, in their order. Each `sh` is followed by its answer. */
    calls(heading: string): Sample[] {
        return this.below(heading).flatMap(({ language, text }, index, fences) => {
            if (language !== 'sh') {
                return [];
            }
            const answer = fences[index + 1];
            if (answer?.language !== 'http') {
                throw new Error(`A call below "${heading}" without its answer`);
            }
            const [head = '', body = ''] = answer.text.split('\n\n');
            return { request: this.requestOf(text), status: Number(head.slice(0, 3)), body: jsonIn(body) };
        });
    }

    /** The events below a heading, in their order. */
    events(heading: string): SampleEvent[] {
        return this.below(heading)
            .filter(({ language, text }) => language === 'http' && text.startsWith('POST '))
            .map(({ text }) => {
                const [head = '', body = ''] = text.split('\n\n');
                const [line = '', ...headers] = head.split('\n');
                return {
                    path: line.split(' ')[1] ?? '',
                    headers: Object.fromEntries(headers.map(headerOf)),
                    body: jsonIn(body),
                };
            });
    }

    private below(heading: string): Fence[] {
        const found = this.fences.filter((fence) => fence.heading === heading);
        if (found.length === 0) {
            throw new Error(`No samples below "${heading}"`);
        }
        return found;
    }

    private requestOf(line: string): SampleRequest {
        const [command, ...words] = wordsOf(line, this.variables);
        if (command !== 'curl') {
            throw new Error(`No call of curl: ${line}`);
        }
        const headers: Record<string, string> = {};
        let request: { method?: string; url?: string; body?: string } = {};
        for (let word = words.shift(); word !== undefined; word = words.shift()) {
            if (word === '-X') {
                request = { ...request, method: words.shift() ?? '' };
            } else if (word === '--header') {
                const [name, value] = headerOf(words.shift() ?? '');
                headers[name] = value;
            } else if (word === '--data') {
                request = { ...request, body: words.shift() ?? '' };
            } else if (word.startsWith('-')) {
                throw new Error(`An option that is not read here: ${word}`);
            } else {
                request = { ...request, url: word };
            }
        }
        const { method = 'GET', url = '', body } = request;
        return { method, url, headers, ...(body === undefined ? {} : { body }) };
    }
}

/** What a sample stands for: texts in angle brackets fit anything that is there. */
export function fitting(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(fitting);
    }
    if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fitting(inner)]));
    }
    if (typeof value === 'string' && value.includes('<')) {
        const pattern = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/<[^>]+>/g, '[^]+');
        return expect.stringMatching(new RegExp(`^${pattern}$`)) as unknown;
    }
    return value;
}

function fencesOf(page: string): Fence[] {
    const fences: Fence[] = [];
    let heading = '';
    let open: { indent: string; language: string; lines: string[] } | undefined;
    for (const line of page.split('\n')) {
        const [, indent = '', language = ''] = /^( *)```(\w*)$/.exec(line) ?? [];
        if (open && line === `${open.indent}\`\`\``) {
            fences.push({ heading, language: open.language, text: open.lines.join('\n') });
            open = undefined;
        } else if (open) {
            open.lines.push(line.slice(open.indent.length));
        } else if (line.trim().startsWith('```')) {
            open = { indent, language, lines: [] };
        } else {
            heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
        }
    }
    return fences;
}

/** The words of a line as a shell splits it; variables stand in double quotes and outside of quotes. */
function wordsOf(line: string, variables: Readonly<Record<string, string>>): string[] {
    const expanded = (text: string): string => text.replace(/\$([A-Z]+)/g, (_, name: string) => variables[name] ?? '');
    const joined = line.replace(/\\\n\s*/g, ' ');
    return [...joined.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(
        ([, single, double, bare]) => single ?? expanded(double ?? bare ?? ''),
    );
}

function headerOf(line: string): [string, string] {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function jsonIn(text: string): unknown {
    return text.trim() === '' ? undefined : (JSON.parse(text) as unknown);
}
