/** What a desk needs of a contact card. */
export interface VCard {
    /** Empty where the card has none. */
    readonly name: string;
    readonly organisation: string;
    /** As written, each once. */
    readonly phones: readonly string[];
    readonly emails: readonly string[];
}

/**
 * Reads a vCard of version 2.1 to 4.0 (RFC 6350), as leniently as people's phones write them: never fails, and what it
 * does not know it leaves out.
 */
export function readVCard(card: string): VCard {
    const lines = card
        .replace(/\r\n?/g, '\n')
        .replace(/\n[ \t]/g, '') // a long line goes on in the next one, behind a blank
        .split('\n')
        .map(propertyOf);
    const all = (name: string): string[] => [
        ...new Set(lines.filter((line) => line?.name === name).map((line) => line?.value ?? '')),
    ];
    const [fullName = ''] = all('FN');
    const [parts = ''] = all('N');
    const [organisation = ''] = all('ORG');
    return {
        name: fullName === '' ? nameOf(parts) : plain(fullName),
        organisation: fieldsOf(organisation).filter(Boolean).join(', '),
        phones: all('TEL').map((phone) => plain(phone).replace(/^tel:/i, '')),
        emails: all('EMAIL').map(plain),
    };
}

/** `item1.TEL;waid=1555:+1 555` is the property TEL with the value `+1 555`. Without a value it is none. */
function propertyOf(line: string): { name: string; value: string } | undefined {
    const match = /^(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)$/.exec(line);
    const [, name = '', parameters = '', value = ''] = match ?? [];
    const isQuotedPrintable = /quoted-printable/i.test(parameters);
    const text = (isQuotedPrintable ? fromQuotedPrintable(value) : value).trim();
    return text === '' ? undefined : { name: name.toUpperCase(), value: text };
}

/** Family; given; more; before; after: as people say it. */
function nameOf(parts: string): string {
    const [family = '', given = '', more = '', before = '', after = ''] = fieldsOf(parts);
    return [before, given, more, family, after].filter(Boolean).join(' ');
}

/** Cuts at semicolons that are not escaped. */
function fieldsOf(value: string): string[] {
    const fields: string[] = [''];
    const parts: readonly string[] = value.match(/(?:\\.|[^;\\])+|;/g) ?? [];
    for (const part of parts) {
        if (part === ';') {
            fields.push('');
        } else {
            fields[fields.length - 1] += part;
        }
    }
    return fields.map(plain);
}

function plain(value: string): string {
    return value.replace(/\\n/gi, ' ').replace(/\\(.)/g, '$1').trim();
}

function fromQuotedPrintable(value: string): string {
    const bytes = value.replace(/=([0-9A-F]{2})/gi, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
}
