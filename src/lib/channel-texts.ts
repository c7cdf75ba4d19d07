/** What can go wrong between this app and a messenger, as agents read it behind "Not delivered:". */
export const channelEn = {
    networkingMissing: 'The app was not given the permission "networking".',
    messengerStrange: 'The messenger answered in a form that is not known.',

    fileTooLargeToSend:
        'The file {name} is too large: at most {limit} MB can be sent. Nothing of this message was sent.',
    fileNotThere:
        'The file {name} is not in Rocket.Chat any more (or the app was not given the permission "upload.read").',
    fileNotRead: 'Rocket.Chat did not hand out the file {name}.',
    fileUnknown: 'The file {name} was attached before an update of this app. Please send it once more.',

    greenStarting: 'The GREEN-API instance is starting. This takes up to 5 minutes.',
    greenNotAuthorized:
        'The GREEN-API instance has no WhatsApp account linked. Its owner links the phone again with `/greenapi.qr`, or in the GREEN-API console.',
    greenExpired: 'The GREEN-API instance is expired or deleted. Renew it in the GREEN-API console.',
    greenToken: 'GREEN-API does not accept the token of this instance. Connect the instance again with its new token.',
    greenForbidden: 'GREEN-API refuses this instance: its id or host is wrong.',
    greenSuspended: 'The account at GREEN-API is suspended. Its owner has to ask the support of GREEN-API.',
    greenUnknown: 'GREEN-API does not know this instance at this address.',
    greenTooFast: 'GREEN-API asks to send more slowly.',
    greenQuota:
        "The monthly quota of the instance's GREEN-API plan is used up{count}. It begins anew on the 1st, or with another plan.",
    greenChecks: 'GREEN-API refuses further number checks for some hours.',
    greenPushes: 'GREEN-API still sends webhooks instead of handing them out.',
    greenCut: 'GREEN-API did not finish the request. It may have been carried out.',
    greenTooLarge: 'This is too large for GREEN-API: {detail}',
    greenPhone: 'GREEN-API does not take this phone number: {detail}',
    greenRefused: 'GREEN-API refused the request. {detail}',
    greenStatus: 'GREEN-API answered with status {status}. The request may have been carried out.',
    greenSilent: 'GREEN-API did not answer in time. The request may have been carried out.',
    greenUnreachable: 'GREEN-API could not be reached.',
    greenStrange: 'GREEN-API answered {method} in a form that is not known.',
    greenNotSaved: 'GREEN-API did not save the settings.',
    greenType: 'This is a {type} instance. Only WhatsApp instances can be connected.',
    greenBlocked: 'WhatsApp has blocked the number of this instance. Another number has to be linked.',
    greenRestricted:
        'WhatsApp has restricted sending for this account. Wait until it is lifted; see the GREEN-API console.',

    greenHowToScan:
        'In WhatsApp on the phone: Settings → Linked devices → Link a device. Point the camera at the code.',
    greenHowToEnter:
        'In WhatsApp on the phone: Settings → Linked devices → Link a device → Link with phone number instead. Type the code there.',
    greenLoginRefused: 'GREEN-API gives no code, and says: “{detail}”.',
    greenLoginStarting:
        'The GREEN-API instance is starting, which takes up to 5 minutes. After a wrong pairing code it may stay like that: then log the instance out in the GREEN-API console and ask for another code.',
    greenPairLater: 'GREEN-API gives no pairing code right now. Try again in some minutes, or scan the picture.',

    receiptFailed: 'WhatsApp did not take the message. {detail}',
    receiptNoAccount: 'This number has no WhatsApp. {detail}',
    receiptNotInGroup: 'The account is not in this group. {detail}',
    receiptRestricted: 'WhatsApp has restricted sending for this account. {detail}',
} as const;

export const channelRu: Readonly<Record<keyof typeof channelEn, string>> = {
    networkingMissing: 'Приложению не выдано разрешение "networking".',
    messengerStrange: 'Мессенджер ответил в неизвестном формате.',

    fileTooLargeToSend:
        'Файл {name} слишком большой: можно отправить не больше {limit} МБ. Из этого сообщения ничего не отправлено.',
    fileNotThere: 'Файла {name} больше нет в Rocket.Chat (или приложению не выдано разрешение "upload.read").',
    fileNotRead: 'Rocket.Chat не выдал файл {name}.',
    fileUnknown: 'Файл {name} был прикреплён до обновления приложения. Отправьте его ещё раз.',

    greenStarting: 'Инстанс GREEN-API запускается. Это занимает до 5 минут.',
    greenNotAuthorized:
        'К инстансу GREEN-API не привязан аккаунт WhatsApp. Его владелец привязывает телефон заново командой `/greenapi.qr` или в консоли GREEN-API.',
    greenExpired: 'Срок действия инстанса GREEN-API истёк, или он удалён. Продлите его в консоли GREEN-API.',
    greenToken: 'GREEN-API не принимает токен этого инстанса. Подключите инстанс заново с новым токеном.',
    greenForbidden: 'GREEN-API отказывает этому инстансу: неверный номер инстанса или адрес сервера.',
    greenSuspended: 'Аккаунт в GREEN-API приостановлен. Его владельцу нужно обратиться в поддержку GREEN-API.',
    greenUnknown: 'GREEN-API не знает этот инстанс по этому адресу.',
    greenTooFast: 'GREEN-API просит отправлять реже.',
    greenQuota:
        'Месячная квота тарифа GREEN-API этого инстанса исчерпана{count}. Она обновится 1-го числа или при смене тарифа.',
    greenChecks: 'GREEN-API несколько часов не будет проверять номера.',
    greenPushes: 'GREEN-API ещё отправляет вебхуки и не выдаёт их.',
    greenCut: 'GREEN-API не закончил обработку запроса. Возможно, он выполнен.',
    greenTooLarge: 'Это слишком много для GREEN-API: {detail}',
    greenPhone: 'GREEN-API не принимает этот номер телефона: {detail}',
    greenRefused: 'GREEN-API отклонил запрос. {detail}',
    greenStatus: 'GREEN-API ответил кодом {status}. Возможно, запрос выполнен.',
    greenSilent: 'GREEN-API не ответил вовремя. Возможно, запрос выполнен.',
    greenUnreachable: 'GREEN-API недоступен.',
    greenStrange: 'GREEN-API ответил на {method} в неизвестном формате.',
    greenNotSaved: 'GREEN-API не сохранил настройки.',
    greenType: 'Это инстанс типа {type}. Подключить можно только инстансы WhatsApp.',
    greenBlocked: 'WhatsApp заблокировал номер этого инстанса. Нужно привязать другой номер.',
    greenRestricted:
        'WhatsApp ограничил отправку для этого аккаунта. Дождитесь снятия ограничения; подробности в консоли GREEN-API.',

    greenHowToScan:
        'В WhatsApp на телефоне: Настройки → Связанные устройства → Связать устройство. Наведите камеру на код.',
    greenHowToEnter:
        'В WhatsApp на телефоне: Настройки → Связанные устройства → Связать устройство → Связать по номеру телефона. Введите там код.',
    greenLoginRefused: 'GREEN-API не даёт кода и сообщает: «{detail}».',
    greenLoginStarting:
        'Инстанс GREEN-API запускается, это занимает до 5 минут. После неверного кода он может остаться в этом состоянии: тогда выйдите из аккаунта в консоли GREEN-API и запросите другой код.',
    greenPairLater: 'GREEN-API сейчас не даёт кода. Повторите через несколько минут или отсканируйте картинку.',

    receiptFailed: 'WhatsApp не принял сообщение. {detail}',
    receiptNoAccount: 'На этом номере нет WhatsApp. {detail}',
    receiptNotInGroup: 'Аккаунт не состоит в этой группе. {detail}',
    receiptRestricted: 'WhatsApp ограничил отправку для этого аккаунта. {detail}',
};
