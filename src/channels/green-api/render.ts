import type { Reply } from '../../gateway/model';
import { splitText } from '../../lib/split';
import { toWhatsApp } from '../../lib/whatsapp-format';
import { TEXT_LIMIT_CHARS } from './wire';

export interface SendMessage {
    readonly chatId: string;
    readonly message: string;
}

/** The requests that carry a reply, in order (green-api.com/en/docs/api/sending/SendMessage). */
export function render(chatId: string, reply: Reply): readonly SendMessage[] {
    return splitText(toWhatsApp(reply.text), TEXT_LIMIT_CHARS).map((message) => ({ chatId, message }));
}
