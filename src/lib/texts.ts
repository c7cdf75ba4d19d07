/**
 * Every text that this app says to people in rooms and notices. The screens of the administration have theirs in `i18n/`.
 * A text says what happened and what to do next; `{name}` is replaced.
 */
const en = {
    unsupportedContent: '[This message cannot be shown here: {what}. Please look at it on the phone.]',

    notDelivered: '⚠️ Your message was not delivered: {reason}',
    maybeDelivered:
        '⚠️ Your message may or may not have been delivered: {reason} Please ask the customer before you send it again.',
    deliveryWaits:
        '⏳ Your message has not been delivered yet: {reason} It will be sent again together with your next message in this chat.',
    connectionGone: 'The account that this chat came from is not connected any more.',
    contactUnknown: 'This chat cannot be matched to a contact.',

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
    agentKnown: 'You were registered already. Nothing was changed but the date.',
    agentMissing: 'You are not registered yet. Please use `/greenapi.register-agent` first.',

    instanceIdWrong: 'The instance id has 10 to 12 digits; the token stands next to it in the GREEN-API console.',
    instanceExists: 'Instance {id} is connected already.',
    instanceRefused: 'Instance {id} was not connected: {reason}',
    instanceCreated:
        '✅ Instance {id} ({phone}) is connected. GREEN-API restarts it now; messages arrive within 5 minutes.\nThe token stands in the log of this app until the log is cleared, because you typed it in a command.',
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

    notDelivered: '⚠️ Сообщение не доставлено: {reason}',
    maybeDelivered:
        '⚠️ Неизвестно, доставлено ли сообщение: {reason} Уточните у клиента, прежде чем отправлять его снова.',
    deliveryWaits:
        '⏳ Сообщение пока не доставлено: {reason} Оно будет отправлено вместе с вашим следующим сообщением в этом чате.',
    connectionGone: 'Аккаунт, из которого пришёл этот чат, больше не подключён.',
    contactUnknown: 'Не удалось определить, какому контакту принадлежит этот чат.',

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
        'У рабочего пространства нет публичного адреса. Задайте его в разделе Администрирование → Рабочее пространство → Настройки → Общее → URL сайта или в настройке приложения «App URL».',
    addressNotHttps:
        '⚠️ Адрес {address} не начинается с https://. GREEN-API должен обращаться к рабочему пространству по https.',
    identityWrong:
        '{address} не принимает этот id и токен. Создайте новый токен: Мой аккаунт → Персональные токены доступа.',
    identityNotAdmin: 'Этот id и токен принадлежат пользователю, который не является администратором.',
    identityNotYours:
        'Это не ваши id и токен. Ваш id показан рядом с токеном: Мой аккаунт → Персональные токены доступа.',

    agentRegistered:
        '✅ Вы зарегистрированы. Подключите инстанс GREEN-API: `/greenapi.create-instance [instance-id] [instance-token]`.',
    agentKnown: 'Вы уже зарегистрированы. Обновлена только дата.',
    agentMissing: 'Вы ещё не зарегистрированы. Сначала выполните `/greenapi.register-agent`.',

    instanceIdWrong: 'Номер инстанса состоит из 10–12 цифр; токен указан рядом с ним в консоли GREEN-API.',
    instanceExists: 'Инстанс {id} уже подключён.',
    instanceRefused: 'Инстанс {id} не подключён: {reason}',
    instanceCreated:
        '✅ Инстанс {id} ({phone}) подключён. GREEN-API его перезапускает; сообщения начнут приходить в течение 5 минут.\nТокен остаётся в журнале приложения, пока журнал не очищен, потому что вы ввели его в команде.',
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
