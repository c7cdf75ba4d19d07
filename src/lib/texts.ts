/**
 * Every text that this app says to people in rooms and notices. The screens of the administration have theirs in `i18n/`.
 * A text says what happened and what to do next; `{name}` is replaced.
 */
const en = {
    unsupportedContent: '[This message cannot be shown here: {what}. Please look at it on the phone.]',
    refusedContent: 'Rocket.Chat does not take it',
    refusedWords: 'It begins: “{words}”',

    fileNotShown: '[The file {name} cannot be shown here: {reason}.]',
    fileLink: 'It may be found at {url}',
    fileRefused: 'Rocket.Chat did not take it ({reason})',
    fileLate: 'the messenger did not hand it over in time; please look at it on the phone',
    fileWithoutLink: 'the messenger gave no place to fetch it from',
    fileForbidden: 'its address leads into a private network',
    fileEmpty: 'it is empty',
    fileTooLarge: 'it is larger than this workspace allows ({limit} MB)',
    fileGone: 'it is not there any more (status {status})',

    contentForwarded: '↪️ _Forwarded_',
    contentForwardedOften: '↪️ _Forwarded many times_',
    contentLocation: '📍 Location: {words}',
    contentContact: '👤 Contact: {words}',
    contentPoll: '📊 Poll: {question}',
    contentPollMany: '📊 Poll, several answers possible: {question}',
    contentVotes: '📊 Votes in the poll: {question}',
    contentVote: '• {option}: {votes}',
    contentOption: '• {option}',
    contentOptionDetail: '• {option}: {detail}',
    contentChoice: '☑️ Chosen: {choice}',
    contentInvite: '👥 Invitation to the group {group}: {url}',
    contentReaction: 'Reaction: {emoji}',
    contentReactionGone: 'The reaction was taken back.',
    contentEdited: '✏️ Edited: {text}',
    contentDeleted: '🗑️ The customer deleted this message.',
    quoteUnknown: '[an earlier message that is not known here]',
    unavailable: '[The messenger did not hand this over: {reason} (code {code}). Please look at it on the phone.]',
    unavailableFile:
        '[The messenger did not hand over the file {name}: {reason} (code {code}). Please look at it on the phone.]',
    unavailableNotSynced: 'it is not there on linked devices',
    unavailableNotDecrypted: 'it could not be decrypted',
    unavailableTooLarge: 'it is too large',
    unavailableUnknown: 'it gave no reason',

    secondRoom: 'This conversation goes on in another room: {link}',
    noteWaiting: '⏳ Not delivered yet: {reason} The next try is at {next} (UTC).',
    noteFailed: '⚠️ *Not delivered:* {reason}',
    noteDoubt:
        '❓ *It is not known whether this was delivered:* {reason} Please ask the customer before you send it again.',
    noteSending: '⏳ Sending it again…',
    noteSent: '✅ Delivered after all, at {at} (UTC).',
    noteDismissed: '☑️ Not delivered; seen to.',
    noteQuote: '> {text}',
    buttonRetry: 'Retry',
    buttonResend: 'Resend',
    buttonDismiss: 'Dismiss',
    reasonInterrupted: 'The server stopped while it was being sent.',
    reasonGaveUp: 'It was tried for two days. {reason}',
    reasonUnknown: 'The messenger gave no reason.',

    failedNone: 'No message is undelivered.',
    failedTitle: '*Undelivered messages* (page {page})',
    failedLine: '• {at} {address}: “{text}” — {reason}',
    failedMore: 'More: `/switchboard.failed {page}`',
    failedPageWrong: 'Please give the number of a page, for example `/switchboard.failed 2`.',
    buttonRetryAll: 'Retry all of this page',
    retryStarted: 'Started again: {count}',
    retryUnderWay: 'It is being sent already.',
    retryNothing: 'This message is not among the undelivered ones any more.',
    onlySwitchboard: 'This command is for administrators, Livechat managers and agents.',

    statusTitle: '*Switchboard*',
    statusNone: 'No account is connected yet.',
    statusLine:
        '• *{name}* ({network}): {state}; last message in {lastIn}, last answer out {lastOut}; waiting {waiting}, in doubt {doubt}, failed {failed}{oldest}{odd}',
    statusOldest: '; oldest waiting for {age}',
    statusOdd: '; odd: {list}',
    statusNever: 'never',
    statusAgo: '{age} ago',
    statusOffline:
        '⚠️ {count} conversations wait because no agent is online. To open chats at once switch on Administration → Workspace → Settings → Omnichannel → Routing → "Accept with No Online Agents".',
    statusOverdue:
        '⚠️ {count} should have been worked off more than 15 minutes ago. The log of this app may say why; if it says nothing, was the app given the permission "scheduler"?',
    statusReactions:
        'ℹ️ The state of answers is not shown on them: {reason}. Give the role "app" the permission "view-livechat-rooms" (Administration → Workspace → Permissions); it needs Rocket.Chat 8.4 or newer.',
    statusUndecoded:
        '⚠️ Webhooks that could not be read: {count} kept (at most {limit}). Please report the newest to whoever looks after this app:',
    statusUndecodedLine: '   {at} {connection} {what}: {reason}',
    statusUnreadable: '⚠️ Records that this version cannot read were skipped: {list}.',
    statusCommands: '⚠️ These commands belong to another app: {list}.',

    messageUsage: 'Please give the id or the link of a message.',
    messageUnknown: 'Nothing is known of this message.',
    messageNotYours:
        'Nothing is known of this message in your chats. Administrators and Livechat managers can ask about every chat.',
    messageSent: 'Accepted by the messenger at {at}; state: {state}, since {since}.',
    messageWaiting: 'Waiting: {reason} Next try {next}.',
    messageFailed: 'Not delivered: {reason}',
    messageDoubt: 'It is not known whether it was delivered: {reason}',
    messageClosed: 'Not delivered, and somebody has seen to it.',
    messageIn: 'From the customer; stands in the room {room}.',
    stateQueued: 'accepted',
    stateSent: 'sent',
    stateDelivered: 'delivered',
    stateRead: 'read',
    stateFailed: 'failed',

    contactUnknown:
        'This chat cannot be matched to a contact. Please answer in the chat that the customer wrote in before.',
    connectionGone: 'The account that this chat came from is not connected any more.',

    contactNamed: 'Contact {token}',
    threadUnknown: 'No ticket of {provider} is known in this chat. It may have been removed there.',
    threadEnd: '(the end of the ticket)',
    closedByProvider: 'Closed in {provider}.',
    threadTitle: '*New ticket*',
    threadPriority: 'Priority: {value}',
    threadStarted: 'Session started: {value}',
    threadEmail: 'E-mail: {value}',
    threadField: '{key}: {value}',
    changeEdited: '✏️ Edited: {text}',
    changeDeleted: '🗑️ Withdrawn: {text}',
    historyNote: '📜 What was said before: {count} messages (times in UTC).',
    historyTitle: 'Chatbot history',
    historyCut: '… what is older is not shown',

    rapidproTitle: '*RapidPro*: paste this address there: {url}',
    rapidproNone:
        'No RapidPro workspace is connected. Put the secret that RapidPro shows into the setting "App Secret" of this app.',
    rapidproLine:
        '• *{name}*: {state}; last call in {lastIn}, last answer out {lastOut}; waiting {waiting}, failed {failed}',
    rapidproWaits: 'RapidPro has not called yet',
    rapidproConnected: 'connected with {host}',
    rapidproKnown: 'This secret belongs to the connection {name} already.',
    rapidproAdded:
        '✅ {name} is ready. Paste this address in RapidPro: {url}\nRapidPro calls at once; `/rapidpro.list` then says "connected".',
    rapidproRemoved:
        '✅ {name} is removed. Its open chats stay; answers in them reach nobody any more. Delete the ticketing service in RapidPro too.',
    rapidproUnknown: 'No connection has this name. `/rapidpro.list` shows all.',
    rapidproIsSetting: 'The connection {name} is made by the setting "App Secret" of this app. Clear it there.',
    rapidproNameWrong: 'A name has 1 to 40 letters, digits, dashes or dots.',

    onlyAdmins: 'This command is for administrators of the workspace.',
    onlyAgents:
        'This command is for Omnichannel agents. An administrator can make you one under Administration → Omnichannel → Agents.',
    usage: 'Please give: `/{command} {params}`',
    somethingFailed: 'That did not work: {reason}',

    workspaceRegistered:
        '✅ This workspace is registered under {address}. Agents can now register with `/greenapi.register-agent`.\nThe Omnichannel webhook of the workspace was left as it is: this app does not need it.',
    workspaceMissing:
        'This workspace is not registered yet. An administrator does that with `/greenapi.register-workspace`.',
    addressMissing:
        'The workspace has no public address. Set it under Administration → Workspace → Settings → General → Site URL, or in the setting "App URL" of this app.',
    addressNotHttps: '⚠️ {address} does not start with https://. GREEN-API should reach this workspace over https.',
    identityWrong:
        'The id and the token were not accepted by {address}. Make a new token under My Account → Personal Access Tokens.',
    identityNotAdmin: 'The id and the token belong to a user who is no administrator.',
    identityNotYours:
        'The id and the token are not yours. Your id stands next to your token under My Account → Personal Access Tokens.',

    agentRegistered:
        '✅ You are registered. Connect a GREEN-API instance with `/greenapi.create-instance [instance-id] [instance-token]`.',
    agentKnown: 'You were registered already. Your registration was renewed.',
    agentMissing: 'You are not registered yet. Please use `/greenapi.register-agent` first.',

    instanceIdWrong: 'The instance id has 10 to 12 digits; the token stands next to it in the GREEN-API console.',
    instanceExists: 'Instance {id} is connected already, by another agent.',
    instanceRefused: 'Instance {id} was not connected: {reason}',
    instanceCreated:
        '✅ Instance {id} ({phone}) is connected. GREEN-API restarts it now; messages arrive within 5 minutes.\nThe token stands in the log of this app for up to 30 days, because you typed it in a command. If others can read the log, renew the token in the GREEN-API console and connect the instance anew.',
    instanceNotAuthorized:
        '⚠️ Its state is "{state}": link the phone in the GREEN-API console, then it can send and receive.',
    instanceHadWebhook: '⚠️ Its webhook was set to {host} before. That system gets no more messages from it.',
    noInstances: 'No instance is connected yet.',
    instancesTitle: '*GREEN-API instances*',
    instanceLine: '• *{id}* — {state}, phone {phone}, owner @{owner}, connected {created}',
    unknownPhone: 'not known yet',
} as const;

export type TextName = keyof typeof en;

const ru: Readonly<Record<TextName, string>> = {
    unsupportedContent: '[Это сообщение нельзя показать здесь: {what}. Посмотрите его на телефоне.]',
    refusedContent: 'Rocket.Chat его не принимает',
    refusedWords: 'Оно начинается так: «{words}»',

    fileNotShown: '[Файл {name} нельзя показать здесь: {reason}.]',
    fileLink: 'Возможно, он доступен по адресу {url}',
    fileRefused: 'Rocket.Chat его не принял ({reason})',
    fileLate: 'мессенджер не передал его вовремя; посмотрите на телефоне',
    fileWithoutLink: 'мессенджер не сообщил, откуда его получить',
    fileForbidden: 'его адрес ведёт во внутреннюю сеть',
    fileEmpty: 'он пустой',
    fileTooLarge: 'он больше, чем разрешено в этом рабочем пространстве ({limit} МБ)',
    fileGone: 'его больше нет (статус {status})',

    contentForwarded: '↪️ _Переслано_',
    contentForwardedOften: '↪️ _Переслано много раз_',
    contentLocation: '📍 Местоположение: {words}',
    contentContact: '👤 Контакт: {words}',
    contentPoll: '📊 Опрос: {question}',
    contentPollMany: '📊 Опрос, можно выбрать несколько ответов: {question}',
    contentVotes: '📊 Голоса в опросе: {question}',
    contentVote: '• {option}: {votes}',
    contentOption: '• {option}',
    contentOptionDetail: '• {option}: {detail}',
    contentChoice: '☑️ Выбрано: {choice}',
    contentInvite: '👥 Приглашение в группу {group}: {url}',
    contentReaction: 'Реакция: {emoji}',
    contentReactionGone: 'Реакция убрана.',
    contentEdited: '✏️ Изменено: {text}',
    contentDeleted: '🗑️ Клиент удалил это сообщение.',
    quoteUnknown: '[более раннее сообщение, здесь оно неизвестно]',
    unavailable: '[Мессенджер не передал это сообщение: {reason} (код {code}). Посмотрите его на телефоне.]',
    unavailableFile: '[Мессенджер не передал файл {name}: {reason} (код {code}). Посмотрите его на телефоне.]',
    unavailableNotSynced: 'его нет на связанных устройствах',
    unavailableNotDecrypted: 'его не удалось расшифровать',
    unavailableTooLarge: 'слишком большой размер',
    unavailableUnknown: 'причина не указана',

    secondRoom: 'Разговор продолжается в другом чате: {link}',
    noteWaiting: '⏳ Пока не доставлено: {reason} Следующая попытка в {next} (UTC).',
    noteFailed: '⚠️ *Не доставлено:* {reason}',
    noteDoubt:
        '❓ *Неизвестно, доставлено ли это сообщение:* {reason} Уточните у клиента, прежде чем отправлять его снова.',
    noteSending: '⏳ Отправляется снова…',
    noteSent: '✅ Всё-таки доставлено в {at} (UTC).',
    noteDismissed: '☑️ Не доставлено; принято к сведению.',
    noteQuote: '> {text}',
    buttonRetry: 'Повторить',
    buttonResend: 'Отправить снова',
    buttonDismiss: 'Закрыть',
    reasonInterrupted: 'Сервер остановился во время отправки.',
    reasonGaveUp: 'Попытки продолжались двое суток. {reason}',
    reasonUnknown: 'Мессенджер не назвал причину.',

    failedNone: 'Недоставленных сообщений нет.',
    failedTitle: '*Недоставленные сообщения* (страница {page})',
    failedLine: '• {at} {address}: «{text}» — {reason}',
    failedMore: 'Дальше: `/switchboard.failed {page}`',
    failedPageWrong: 'Укажите номер страницы, например `/switchboard.failed 2`.',
    buttonRetryAll: 'Повторить все на этой странице',
    retryStarted: 'Отправляется снова: {count}',
    retryUnderWay: 'Оно уже отправляется.',
    retryNothing: 'Этого сообщения больше нет среди недоставленных.',
    onlySwitchboard: 'Эта команда — для администраторов, менеджеров Livechat и агентов.',

    statusTitle: '*Switchboard*',
    statusNone: 'Ни один аккаунт ещё не подключён.',
    statusLine:
        '• *{name}* ({network}): {state}; последнее сообщение {lastIn}, последний ответ {lastOut}; ждут {waiting}, под вопросом {doubt}, не доставлено {failed}{oldest}{odd}',
    statusOldest: '; самое старое ждёт {age}',
    statusOdd: '; необычное: {list}',
    statusNever: 'не было',
    statusAgo: '{age} назад',
    statusOffline:
        '⚠️ Разговоров, которые ждут, потому что нет агентов в сети: {count}. Чтобы чаты открывались сразу, включите Администрирование → Рабочее пространство → Настройки → Omnichannel → Маршрутизация → «Принимать с неподключенными сотрудниками».',
    statusOverdue:
        '⚠️ Не обработано дольше 15 минут: {count}. Причина может быть в логе приложения; если там пусто, выдано ли приложению разрешение "scheduler"?',
    statusReactions:
        'ℹ️ Состояние ответов не показывается на них: {reason}. Дайте роли «app» право «view-livechat-rooms» (Администрирование → Рабочее пространство → Права доступа); нужен Rocket.Chat 8.4 или новее.',
    statusUndecoded:
        '⚠️ Вебхуки, которые не удалось прочитать: сохранено {count} (не более {limit}). Сообщите о последних тому, кто отвечает за приложение:',
    statusUndecodedLine: '   {at} {connection} {what}: {reason}',
    statusUnreadable: '⚠️ Пропущены записи, которые эта версия не читает: {list}.',
    statusCommands: '⚠️ Эти команды принадлежат другому приложению: {list}.',

    messageUsage: 'Укажите id сообщения или ссылку на него.',
    messageUnknown: 'Об этом сообщении ничего не известно.',
    messageNotYours:
        'В ваших чатах об этом сообщении ничего не известно. Администраторы и менеджеры Livechat могут спросить о любом чате.',
    messageSent: 'Принято мессенджером {at}; состояние: {state}, с {since}.',
    messageWaiting: 'Ждёт: {reason} Следующая попытка {next}.',
    messageFailed: 'Не доставлено: {reason}',
    messageDoubt: 'Неизвестно, доставлено ли: {reason}',
    messageClosed: 'Не доставлено, принято к сведению.',
    messageIn: 'От клиента; показано в чате {room}.',
    stateQueued: 'принято',
    stateSent: 'отправлено',
    stateDelivered: 'доставлено',
    stateRead: 'прочитано',
    stateFailed: 'не доставлено',

    contactUnknown:
        'Не удалось определить, какому контакту принадлежит этот чат. Ответьте в чате, в котором клиент писал раньше.',
    connectionGone: 'Аккаунт, из которого пришёл этот чат, больше не подключён.',

    contactNamed: 'Контакт {token}',
    threadUnknown: 'В этом чате нет известной заявки {provider}. Возможно, она удалена там.',
    threadEnd: '(завершение заявки)',
    closedByProvider: 'Закрыто в {provider}.',
    threadTitle: '*Новая заявка*',
    threadPriority: 'Приоритет: {value}',
    threadStarted: 'Начало сеанса: {value}',
    threadEmail: 'Электронная почта: {value}',
    threadField: '{key}: {value}',
    changeEdited: '✏️ Исправлено: {text}',
    changeDeleted: '🗑️ Отозвано: {text}',
    historyNote: '📜 Переписка до этого, сообщений: {count} (время по UTC).',
    historyTitle: 'История чат-бота',
    historyCut: '… более ранние сообщения не показаны',

    rapidproTitle: '*RapidPro*: вставьте там этот адрес: {url}',
    rapidproNone:
        'Ни одно рабочее пространство RapidPro не подключено. Внесите секрет, который показывает RapidPro, в настройку приложения «App Secret».',
    rapidproLine:
        '• *{name}*: {state}; последний вызов {lastIn}, последний ответ {lastOut}; ждут {waiting}, не доставлено {failed}',
    rapidproWaits: 'RapidPro ещё не обращался',
    rapidproConnected: 'подключено к {host}',
    rapidproKnown: 'Этот секрет уже принадлежит подключению {name}.',
    rapidproAdded:
        '✅ {name} готово. Вставьте этот адрес в RapidPro: {url}\nRapidPro обратится сразу; тогда `/rapidpro.list` покажет «подключено».',
    rapidproRemoved:
        '✅ {name} удалено. Открытые чаты остаются, но ответы в них больше никому не придут. Удалите сервис заявок и в RapidPro.',
    rapidproUnknown: 'Подключения с таким именем нет. Все показывает `/rapidpro.list`.',
    rapidproIsSetting: 'Подключение {name} задано настройкой приложения «App Secret». Очистите её там.',
    rapidproNameWrong: 'Имя состоит из 1–40 букв, цифр, дефисов или точек.',

    onlyAdmins: 'Эта команда — для администраторов рабочего пространства.',
    onlyAgents:
        'Эта команда — для агентов Omnichannel. Администратор добавляет их в разделе Администрирование → Omnichannel → Агенты.',
    usage: 'Укажите: `/{command} {params}`',
    somethingFailed: 'Не получилось: {reason}',

    workspaceRegistered:
        '✅ Рабочее пространство зарегистрировано по адресу {address}. Теперь агенты могут зарегистрироваться командой `/greenapi.register-agent`.\nВебхук Omnichannel не изменён: приложению он не нужен.',
    workspaceMissing:
        'Рабочее пространство ещё не зарегистрировано. Администратор делает это командой `/greenapi.register-workspace`.',
    addressMissing:
        'У рабочего пространства нет публичного адреса. Задайте его в разделе Администрирование → Рабочее пространство → Настройки → Общие настройки → «URL-адрес сайта» или в настройке приложения «App URL».',
    addressNotHttps:
        '⚠️ Адрес {address} не начинается с https://. GREEN-API должен обращаться к рабочему пространству по https.',
    identityWrong:
        '{address} не принимает этот id и токен. Создайте новый токен: Моя учетная запись → Токены для личного доступа.',
    identityNotAdmin: 'Этот id и токен принадлежат пользователю, который не является администратором.',
    identityNotYours:
        'Это не ваши id и токен. Ваш id показан рядом с токеном: Моя учетная запись → Токены для личного доступа.',

    agentRegistered:
        '✅ Вы зарегистрированы. Подключите инстанс GREEN-API: `/greenapi.create-instance [instance-id] [instance-token]`.',
    agentKnown: 'Вы уже зарегистрированы. Регистрация обновлена.',
    agentMissing: 'Вы ещё не зарегистрированы. Сначала выполните `/greenapi.register-agent`.',

    instanceIdWrong: 'Номер инстанса состоит из 10–12 цифр; токен указан рядом с ним в консоли GREEN-API.',
    instanceExists: 'Инстанс {id} уже подключён другим агентом.',
    instanceRefused: 'Инстанс {id} не подключён: {reason}',
    instanceCreated:
        '✅ Инстанс {id} ({phone}) подключён. GREEN-API его перезапускает; сообщения начнут приходить в течение 5 минут.\nТокен остаётся в журнале приложения до 30 дней, потому что вы ввели его в команде. Если журнал могут читать другие, обновите токен в консоли GREEN-API и подключите инстанс заново.',
    instanceNotAuthorized:
        '⚠️ Состояние инстанса — «{state}»: привяжите телефон в консоли GREEN-API, тогда он сможет отправлять и получать.',
    instanceHadWebhook: '⚠️ Раньше его вебхук был настроен на {host}. Та система больше не получает его сообщений.',
    noInstances: 'Инстансов пока нет.',
    instancesTitle: '*Инстансы GREEN-API*',
    instanceLine: '• *{id}* — {state}, телефон {phone}, владелец @{owner}, подключён {created}',
    unknownPhone: 'пока неизвестен',
};

export const languages: Readonly<Record<string, Readonly<Record<TextName, string>>>> = { en, ru };

/** A text in a language; regions (`ru-RU`) count as their language, unknown languages as English. */
export function text(language: string, name: TextName, values: Readonly<Record<string, string>> = {}): string {
    const template = (languages[language.slice(0, 2).toLowerCase()] ?? en)[name];
    return template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
