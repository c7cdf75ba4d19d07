/** What is said where an edit or a deletion does not reach the customer. */
export const changeEn = {
    changeNotEdited:
        '✏️ Your change of this message has not reached the customer: {reason} The customer still sees what was sent. If it matters, please write it as a new message. (This is said once in each chat.)',
    changeNotDeleted:
        '🗑️ The customer can still see the message that was deleted here: {reason} (This is said once in each chat.)',
    changeMaybeEdited:
        '✏️ It is not known whether your change of this message has reached the customer: one try went without an answer, and in the end this came: {reason} If it matters, please write it as a new message. (This is said once in each chat.)',
    changeMaybeDeleted:
        '🗑️ It is not known whether the customer can still see the message that was deleted here: one try went without an answer, and in the end this came: {reason} If it matters, please look at it in the messenger itself. (This is said once in each chat.)',
    changeLateMinutes: '{network} takes this only within {count} minutes of sending.',
    changeLateHours: '{network} takes this only within {count} hours of sending.',
    changeUnable: 'messages that were sent to {network} cannot be changed from here.',
    changeInDoubt: 'it is not known whether this message arrived at all.',
    changePartly: 'only a part of this message was delivered.',
    greenEditText:
        'WhatsApp changes only a text that went as one message; what stands under a picture, and long texts that went as several messages, stay as they are.',
} as const;

export const changeRu: Readonly<Record<keyof typeof changeEn, string>> = {
    changeNotEdited:
        '✏️ Правка этого сообщения не дошла до клиента: {reason} Клиент видит прежний текст. Если это важно, напишите новым сообщением. (В каждом чате об этом говорится один раз.)',
    changeNotDeleted:
        '🗑️ Удалённое здесь сообщение клиент по-прежнему видит: {reason} (В каждом чате об этом говорится один раз.)',
    changeMaybeEdited:
        '✏️ Неизвестно, дошла ли до клиента правка этого сообщения: одна попытка осталась без ответа, а в итоге получено: {reason} Если это важно, напишите новым сообщением. (В каждом чате об этом говорится один раз.)',
    changeMaybeDeleted:
        '🗑️ Неизвестно, видит ли клиент удалённое здесь сообщение: одна попытка осталась без ответа, а в итоге получено: {reason} Если это важно, проверьте в самом мессенджере. (В каждом чате об этом говорится один раз.)',
    changeLateMinutes: '{network} допускает это только в течение {count} мин после отправки.',
    changeLateHours: '{network} допускает это только в течение {count} ч после отправки.',
    changeUnable: 'отправленные в {network} сообщения нельзя изменить отсюда.',
    changeInDoubt: 'неизвестно, дошло ли это сообщение вообще.',
    changePartly: 'доставлена только часть этого сообщения.',
    greenEditText:
        'WhatsApp меняет только текст, отправленный одним сообщением; подписи под картинками и длинные тексты из нескольких сообщений остаются прежними.',
};
