/** The bodies of the calls that send, by form. Pure. */
import type { ReplyTemplate, TemplateButton } from '../../gateway/model';
import { refused } from './errors';
import type { Part } from './render';
import type { Route } from './route';

/** What goes into a body besides the part itself. */
export interface Outward {
    /** Ours, of this one message. */
    readonly requestId: string;
    /** Whom it is for. */
    readonly identifier: string;
    /** edna's word for what kind of address that is. */
    readonly addressType: string;
    /** Where the file can be fetched; empty without one. */
    readonly url: string;
}

type RouteOf<F extends Route['form']> = Extract<Route, { form: F }>;
type Build<F extends Route['form']> = (part: Part, outward: Outward, route: RouteOf<F>) => object;

const filled = (name: string, value: string): object => (value === '' ? {} : { [name]: value });

/** docs-pulse.edna.io, sending messages (cascade) */
function content(part: Part, url: string): object {
    switch (part.kind) {
        case 'text':
            return { contentType: 'TEXT', text: part.text };
        case 'file':
            return {
                contentType: part.shown,
                attachment: { url, name: part.name },
                ...filled('caption', part.caption),
            };
        case 'template':
            return templateContent(part.template);
    }
}

function templateContent({ header = '', text, footer = '', buttons = [] }: ReplyTemplate): object {
    return {
        contentType: 'TEXT',
        text,
        ...(header === '' ? {} : { header: { headerType: 'TEXT', text: header } }),
        ...(footer === '' ? {} : { footer: { text: footer } }),
        ...(buttons.length === 0
            ? {}
            : {
                  keyboard: { rows: rowsOf(buttons) },
              }),
    };
}

/** The rows as they were approved. */
function rowsOf(buttons: readonly TemplateButton[]): object[] {
    const rows = new Map<number, object[]>();
    buttons.forEach(({ type, row, ...button }, index) => {
        const place = row ?? index;
        rows.set(place, [...(rows.get(place) ?? []), { ...button, buttonType: type }]);
    });
    return [...rows.values()].map((inRow) => ({ buttons: inRow }));
}

/** `whatsapp` → `whatsappContent`; of a kind that is not published, the name is a guess by the same rule. */
const contentName = (type: string): string =>
    `${type.replace(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase())}Content`;

const cascade: Build<'cascade'> = (part, { requestId, identifier, addressType, url }, { cascadeId, type }) => ({
    requestId,
    cascadeId: Number(cascadeId),
    subscriberFilter: { address: identifier, type: addressType },
    content: { [contentName(type)]: content(part, url) },
});

/** docs.edna.ru/kb, imOutMessage */
const legacy: Build<'legacy'> = (part, { requestId, identifier, url }, { sender }) => {
    const common = { id: requestId, subject: sender, address: identifier, priority: 'high' };
    switch (part.kind) {
        case 'text':
            return { ...common, contentType: 'text', text: part.text };
        case 'file':
            return {
                ...common,
                contentType: part.shown.toLowerCase(),
                attachmentUrl: url,
                attachmentName: part.name,
                ...filled('caption', part.caption),
            };
        case 'template':
            throw noTemplates();
    }
};

function maxContent(part: Part, url: string): object {
    switch (part.kind) {
        case 'text':
            return { type: 'TEXT', text: part.text };
        case 'file':
            return { type: part.shown, url, name: part.name, ...filled('caption', part.caption) };
        case 'template':
            throw noTemplates();
    }
}

const maxBot: Build<'max-bot'> = (part, { identifier, url }, { sender }) => ({
    sender,
    maxId: identifier,
    content: maxContent(part, url),
});

const max: Build<'max'> = (part, { identifier, url }, { sender }) => ({
    from: sender,
    to: { value: identifier, type: 'MAX_ID' },
    content: maxContent(part, url),
});

/** The form of the first middleware for edna: `subject` is whom it is for. */
const seed: Build<'seed'> = (part, { identifier, url }, { type }) => {
    const common = { imType: type, subject: identifier };
    switch (part.kind) {
        case 'text':
            return { ...common, text: part.text };
        case 'file': {
            const { size, type: mimeType } = part.file;
            return {
                ...common,
                text: part.caption,
                attachment: { url, name: part.name, ...filled('mimeType', mimeType), ...(size > 0 ? { size } : {}) },
            };
        }
        case 'template':
            throw noTemplates();
    }
};

const noTemplates = () => refused('rejected', 'ednaNoTemplates', {}, 'no-templates');

const BUILDS: { readonly [F in Route['form']]: Build<F> } = { cascade, legacy, 'max-bot': maxBot, max, seed };

/** @throws ChannelError for what this form cannot say */
export function bodyOf(part: Part, outward: Outward, route: Route): object {
    return (BUILDS[route.form] as Build<Route['form']>)(part, outward, route);
}
