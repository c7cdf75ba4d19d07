/** Templates that WhatsApp has approved, as they have to be sent. */
import type { ReplyTemplate, TemplateButton } from '../../gateway/model';
import type { Template } from '../channel';
import type { Matcher } from './wire';

const optionalText = <K extends string>(name: K, text: string): { [N in K]?: string } =>
    (text === '' ? {} : { [name]: text }) as { [N in K]?: string };

/**
 * Those that can be sent now: approved and not locked. Not those with a picture, film or document in the header, for
 * which a file would have to be given. Pure. docs.edna.ru/kb, message-matchers
 */
export function templatesIn(matchers: readonly Matcher[]): Template[] {
    return matchers.flatMap(({ id, name, language, status, locked, content }) => {
        const header = content?.header;
        const isPlain = header === undefined || ['', 'TEXT'].includes(header.headerType.toUpperCase());
        const isOpen = status.toUpperCase() === 'APPROVED' && locked !== true;
        if (!isOpen || content === undefined || content.text === '' || !isPlain) {
            return [];
        }
        const buttons = buttonsIn(content.keyboard?.rows ?? []);
        const body: ReplyTemplate = {
            id,
            ...optionalText('header', header?.text ?? ''),
            text: content.text,
            ...optionalText('footer', content.footer?.text ?? ''),
            ...(buttons.length === 0 ? {} : { buttons }),
        };
        return [{ name, language, content: body }];
    });
}

type Rows = NonNullable<NonNullable<NonNullable<Matcher['content']>['keyboard']>['rows']>;

function buttonsIn(rows: Rows): TemplateButton[] {
    return rows.flatMap(({ buttons = [] }, row) =>
        buttons.map(({ text, buttonType, type, url, phone, payload }) => ({
            row,
            type: buttonType === '' ? type : buttonType,
            text,
            ...optionalText('url', url),
            ...optionalText('phone', phone),
            ...optionalText('payload', payload),
        })),
    );
}
