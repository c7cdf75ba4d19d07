import type { Answer } from '../fake.cjs';
import { ok } from '../fake.cjs';
import { failure } from './answers.cjs';
import { type Field, chatId, integer, oneOf, problemWith, text } from './fields.cjs';
import { isOn } from './instance.cjs';
import type { Body, Call } from './methods.cjs';

/** green-api.com/en/docs/api/service/SendTyping */
const TYPING = {
    chatId: { required: true, check: chatId },
    typingTime: { check: integer(1_000, 20_000) },
    typingType: { check: oneOf('recording') },
} as const;

/** green-api.com/en/docs/api/marks/ReadChat */
const READ = { chatId: { required: true, check: chatId }, idMessage: { check: text(200, 'not empty') } } as const;

function refusalOf({ request, timers }: Call, body: Body, fields: Readonly<Record<string, Field>>): Answer | undefined {
    const problem = problemWith(body, fields, 'ignored');
    return problem === undefined
        ? undefined
        : failure(400, request, timers.now(), `Validation failed. Details: ${problem}`);
}

/** Answered without a word. */
export function sendTyping(call: Call, body: Body): Answer {
    return refusalOf(call, body, TYPING) ?? { status: 200 };
}

/** Works only while incoming messages are told. */
export function readChat(call: Call, body: Body): Answer {
    return refusalOf(call, body, READ) ?? ok({ setRead: isOn(call.instance, 'incomingWebhook') });
}
