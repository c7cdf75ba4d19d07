/** The shapes of what records keep of replies, and of words about them. */
import type { Decoder } from '../../lib/decode';
import { array, literal, mapOf, number, object, oneOf, optional, string } from '../../lib/decode';
import type { Words } from '../../lib/texts';
import type { Reply, ReplyFile } from '../model';

const file = object({
    id: string,
    name: string,
    type: string,
    size: number,
    caption: optional(string),
}) as Decoder<ReplyFile>;

/** Versions before files went out kept their names only. */
const fileName: Decoder<ReplyFile> = (value, path) => ({ id: '', name: string(value, path), type: '', size: 0 });

export const reply = object({
    id: string,
    roomId: string,
    author: object({ id: string, name: string }),
    at: number,
    text: string,
    files: array(oneOf(file, fileName)),
    quotes: optional(array(object({ messageId: string, text: string }))),
    template: optional(
        object({
            id: string,
            header: optional(string),
            text: string,
            footer: optional(string),
            buttons: optional(
                array(
                    object({
                        row: optional(number),
                        type: string,
                        text: string,
                        url: optional(string),
                        phone: optional(string),
                        payload: optional(string),
                    }),
                ),
            ),
        }),
    ),
    location: optional(object({ latitude: number, longitude: number, name: optional(string) })),
    card: optional(object({ phone: string, name: string })),
    changes: optional(object({ kind: literal('edited', 'deleted'), of: string, writtenAt: number })),
    closes: optional(string),
}) as Decoder<Reply>;

/** Other versions know other names; and there were plain texts once. */
export const words: Decoder<Words> = oneOf<Words>(
    object({ name: string, values: optional(mapOf(string)) }) as Decoder<unknown> as Decoder<Words>,
    (value, path) => ({ name: 'receiptFailed', values: { detail: string(value, path) } }),
);
