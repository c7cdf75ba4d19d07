/** What an agent is told who starts a chat himself. How a text is chosen: `texts.ts`. */
export const startEn = {
    startUsage:
        'Please give the number with its country code, and the text: `/greenapi.message +15550100123 Your order is ready`.',
    startUnclear:
        'It is not clear where the number ends and the text begins. Please put the number in quotes: `/greenapi.message "+1 555 0100123" 25 items are ready`. Nothing was sent.',
    startWhich:
        'Several of your instances work. Please name one before the number, for example `/greenapi.message @{id} +15550100123 …`. Yours are: {list}. Nothing was sent.',
    startNoInstance:
        'You have no GREEN-API instance to write from. Connect one with `/greenapi.create-instance`. Nothing was sent.',
    startNotYours: '{id} is no instance of yours. Nothing was sent.',
    startNotReady: 'Instance {id} cannot send now: {reason} No chat was opened.',
    startNotChecked: 'Whether {phone} has WhatsApp could not be found out: {reason} No chat was opened.',
    startNoAccount: '{phone} has no WhatsApp. No chat was opened.',
    startTaken: '@{agent} has a chat with {phone} already: {link}\nNothing was sent.',
    startQueued: 'A chat with {phone} waits in the queue: {link}\nTake it and write there. Nothing was sent.',
    startNobody:
        'Rocket.Chat opens no chat, because no agent is online. Set yourself to available in Omnichannel and give the command again. Nothing was sent.',
    startBlocked: 'This contact was blocked in Rocket.Chat. No chat was opened.',
    startRefused: 'Rocket.Chat opens no chat ({code}). Nothing was sent.',
    startNotGiven:
        'Rocket.Chat did not give the chat to you; set yourself to available in Omnichannel and give the command again. Nothing was sent: {link}',
    startNotGivenComment: 'Closed again: it was opened for an agent who was not available.',
    startNotPosted:
        'The chat is open ({link}), but Rocket.Chat did not take the text: {reason}. Please write it there.',
    startDone: '✅ Your message to {phone} stands in the chat: {link}',
    formStart: 'Write to a number',
    formStartIntro:
        'A chat with this number is opened for you, if it has WhatsApp, and your text is sent there. Where you have a chat with it already, the text goes into that one.',
    fieldStartInstance: 'From instance',
    fieldStartInstanceWrong: 'Please give the id of an instance, as `@7103990042`.',
    fieldStartPhone: 'Number with country code',
    fieldStartPhoneWrong: 'Please give the number with its country code, for example +1 555 0100123.',
    fieldStartText: 'Text',
    fieldStartTextWrong: 'Please write something.',
    helpStart: 'opens a chat with a number and sends a text there (registered agents with an instance)',
};

export const startRu: Record<keyof typeof startEn, string> = {
    startUsage: 'Укажите номер с кодом страны и текст: `/greenapi.message +15550100123 Ваш заказ готов`.',
    startUnclear:
        'Непонятно, где кончается номер и начинается текст. Возьмите номер в кавычки: `/greenapi.message "+1 555 0100123" 25 штук готово`. Ничего не отправлено.',
    startWhich:
        'Работает несколько ваших инстансов. Назовите один перед номером, например `/greenapi.message @{id} +15550100123 …`. Ваши: {list}. Ничего не отправлено.',
    startNoInstance:
        'У вас нет инстанса GREEN-API, с которого можно писать. Подключите его командой `/greenapi.create-instance`. Ничего не отправлено.',
    startNotYours: '{id} — не ваш инстанс. Ничего не отправлено.',
    startNotReady: 'Инстанс {id} сейчас не может отправлять: {reason} Чат не открыт.',
    startNotChecked: 'Не удалось узнать, есть ли WhatsApp у {phone}: {reason} Чат не открыт.',
    startNoAccount: 'У {phone} нет WhatsApp. Чат не открыт.',
    startTaken: 'Чат с {phone} уже ведёт @{agent}: {link}\nНичего не отправлено.',
    startQueued: 'Чат с {phone} ждёт в очереди: {link}\nВозьмите его и напишите там. Ничего не отправлено.',
    startNobody:
        'Rocket.Chat не открывает чат, потому что нет ни одного агента в сети. Станьте доступны в Omnichannel и повторите команду. Ничего не отправлено.',
    startBlocked: 'Этот контакт заблокирован в Rocket.Chat. Чат не открыт.',
    startRefused: 'Rocket.Chat не открывает чат ({code}). Ничего не отправлено.',
    startNotGiven:
        'Rocket.Chat не отдал чат вам; станьте доступны в Omnichannel и повторите команду. Ничего не отправлено: {link}',
    startNotGivenComment: 'Закрыт снова: он был открыт для агента, который был недоступен.',
    startNotPosted: 'Чат открыт ({link}), но Rocket.Chat не принял текст: {reason}. Напишите его там.',
    startDone: '✅ Ваше сообщение для {phone} стоит в чате: {link}',
    formStart: 'Написать на номер',
    formStartIntro:
        'Если у номера есть WhatsApp, для вас откроется чат с ним и ваш текст уйдёт туда. Если у вас уже есть чат с ним, текст пойдёт в него.',
    fieldStartInstance: 'С инстанса',
    fieldStartInstanceWrong: 'Укажите номер инстанса в виде `@7103990042`.',
    fieldStartPhone: 'Номер с кодом страны',
    fieldStartPhoneWrong: 'Укажите номер с кодом страны, например +1 555 0100123.',
    fieldStartText: 'Текст',
    fieldStartTextWrong: 'Напишите что-нибудь.',
    helpStart: 'открывает чат с номером и отправляет туда текст (зарегистрированные агенты с инстансом)',
};
