import { amendmentEn, amendmentRu } from './amendment-texts';
import { changeEn, changeRu } from './change-texts';
import { channelEn, channelRu } from './channel-texts';
import { commandTexts } from './command-texts';
import { pieceEn, pieceRu } from './piece-texts';
import { standingEn, standingRu } from './standing-texts';
import { startEn, startRu } from './start-texts';
import { templateEn, templateRu } from './template-texts';
import { ednaEn, ednaRu } from './edna-texts';
import { loginEn, loginRu } from './login-texts';
import { ticketEn, ticketRu } from './ticket-texts';

/**
 * Every text that this app says to people in rooms and notices. The screens of the administration have theirs in `i18n/`.
 * A text says what happened and what to do next; `{name}` is replaced.
 */
const en = {
    ...channelEn,
    ...amendmentEn,
    ...changeEn,
    ...pieceEn,
    ...ticketEn,
    ...templateEn,
    ...startEn,
    ...ednaEn,
    ...standingEn,
    ...loginEn,

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

    newContact: '👤 New contact: {who}',
    groupPicture: '👥 The picture of the group {name}',
    secondRoom: 'This conversation goes on in another room: {link}',
    secondRoomOpen:
        'This conversation goes on in another room: {link} Rocket.Chat did not let the app close this chat, for example because it wants tags. Please close it by hand and go on there.',
    noteWaiting: '⏳ Not delivered yet: {reason} The next try is at {next} (UTC).',
    noteFailed: '⚠️ *Not delivered:* {reason}',
    noteDoubt:
        '❓ *It is not known whether this was delivered:* {reason} Please ask the customer before you send it again.',
    noteDoubtAsked:
        '❓ *It is not known whether this was delivered:* {reason} The messenger will be asked; please wait some minutes for its answer here before you send it again.',
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
    reasonNotRegistered:
        'Your answers go to {network} once you are registered. Please use `/{command}`, then write it again. The customer has not seen it.',
    reasonInLog: 'the log of the app says more.',

    failedNone: 'No message is undelivered.',
    failedTitle: '*Undelivered messages* (page {page})',
    failedLine: '• {at} {address}: “{text}” — {reason}',
    failedMore: 'More: `/switchboard.failed {page}`',
    failedPageWrong: 'Please give the number of a page, for example `/switchboard.failed 2`.',
    buttonRetryAll: 'Retry all of this page',
    retryStarted: 'Started again: {count}',
    retryUnderWay: 'It is being sent already, or waits for its time.',
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
    messageRefused: 'Not delivered: its author was not registered as an agent.',
    messageIn: 'From the customer; stands in the room {room}.',
    stateQueued: 'accepted',
    stateSent: 'sent',
    stateDelivered: 'delivered',
    stateRead: 'read',
    stateFailed: 'failed',

    contactUnknown:
        'This chat cannot be matched to a contact. Please answer in the chat that the customer wrote in before.',
    connectionGone: 'The account that this chat came from is not connected any more.',
    roomDisconnected:
        'ℹ️ {name} ({network}) was disconnected. What the customer writes does not come here any more, and answers do not reach him.',

    ...commandTexts.en,
} as const;

export type TextName = keyof typeof en;

const ru: Readonly<Record<TextName, string>> = {
    ...channelRu,
    ...amendmentRu,
    ...changeRu,
    ...pieceRu,
    ...ticketRu,
    ...templateRu,
    ...startRu,
    ...ednaRu,
    ...standingRu,
    ...loginRu,

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

    newContact: '👤 Новый клиент: {who}',
    groupPicture: '👥 Картинка группы {name}',
    secondRoom: 'Разговор продолжается в другом чате: {link}',
    secondRoomOpen:
        'Разговор продолжается в другом чате: {link} Rocket.Chat не дал приложению закрыть этот чат: например, нужны теги. Закройте его вручную и продолжайте там.',
    noteWaiting: '⏳ Пока не доставлено: {reason} Следующая попытка в {next} (UTC).',
    noteFailed: '⚠️ *Не доставлено:* {reason}',
    noteDoubt:
        '❓ *Неизвестно, доставлено ли это сообщение:* {reason} Уточните у клиента, прежде чем отправлять его снова.',
    noteDoubtAsked:
        '❓ *Неизвестно, доставлено ли это сообщение:* {reason} Мессенджер будет запрошен: подождите здесь ответа несколько минут, прежде чем отправлять его снова.',
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
    reasonNotRegistered:
        'Ваши ответы отправляются в {network} только после регистрации. Выполните `/{command}` и напишите ответ ещё раз. Клиент его не видел.',
    reasonInLog: 'подробности — в журнале приложения.',

    failedNone: 'Недоставленных сообщений нет.',
    failedTitle: '*Недоставленные сообщения* (страница {page})',
    failedLine: '• {at} {address}: «{text}» — {reason}',
    failedMore: 'Дальше: `/switchboard.failed {page}`',
    failedPageWrong: 'Укажите номер страницы, например `/switchboard.failed 2`.',
    buttonRetryAll: 'Повторить все на этой странице',
    retryStarted: 'Отправляется снова: {count}',
    retryUnderWay: 'Оно уже отправляется или ждёт своего времени.',
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
    messageRefused: 'Не доставлено: автор не был зарегистрирован как агент.',
    messageIn: 'От клиента; показано в чате {room}.',
    stateQueued: 'принято',
    stateSent: 'отправлено',
    stateDelivered: 'доставлено',
    stateRead: 'прочитано',
    stateFailed: 'не доставлено',

    contactUnknown:
        'Не удалось определить, какому контакту принадлежит этот чат. Ответьте в чате, в котором клиент писал раньше.',
    connectionGone: 'Аккаунт, из которого пришёл этот чат, больше не подключён.',
    roomDisconnected:
        'ℹ️ {name} ({network}) отключён. Сообщения клиента сюда больше не приходят, и ответы до него не доходят.',

    ...commandTexts.ru,
};

export const languages: Readonly<Record<string, Readonly<Record<TextName, string>>>> = { en, ru };

/** A text in a language; regions (`ru-RU`) count as their language, unknown languages as English. */
export function text(language: string, name: TextName, values: Readonly<Record<string, string>> = {}): string {
    const template = (languages[language.slice(0, 2).toLowerCase()] ?? en)[name];
    return template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}

/** A text of which the language is not known yet. */
export interface Words {
    readonly name: TextName;
    readonly values?: Readonly<Record<string, string>>;
}

/** Words in a language. The name may come from a record that another version wrote: then there is only that to say. */
export function worded(language: string, { name, values }: Words): string {
    const known = Object.prototype.hasOwnProperty.call(en, name) ? name : 'reasonUnknown';
    return text(language, known, values).trim();
}
