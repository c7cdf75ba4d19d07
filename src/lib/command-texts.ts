/** What the commands for connecting accounts say, and their forms. The other texts, and how one is chosen: `texts.ts`. */
const en = {
    onlyAdmins: 'This command is for administrators of the workspace.',
    onlyAgents:
        'This command is for Omnichannel agents. An administrator can make you one under Administration → Omnichannel → Agents.',
    onlyAdminsAndAgents:
        'This command is for administrators and Omnichannel agents. An administrator can make you an agent under Administration → Omnichannel → Agents.',
    usage: 'Please give: `/{command} {params}`',
    usageForm: 'Or type `/{command}` alone: then a form opens.',
    formOpened:
        'A form was opened. Where you see none, type `/{command} {params}` instead; Rocket.Chat then writes the values into the log of this app.',
    typedSecret:
        '🔑 What you have typed stands in the log of this app for up to 30 days, the token included, since Rocket.Chat writes down what follows a command. If others can read the log, renew the token. Safer: type `/{command}` alone and fill in the form that opens, which is not written down.',
    answerLater: '⏳ `/{command}` takes a while. What comes of it is told in a direct message.',
    buttonSubmit: 'OK',
    buttonCancel: 'Cancel',
    fieldMissing: 'Please fill this in.',
    fieldAllOrNone: 'Please fill in both fields or leave both empty.',
    fieldUserId: 'Your user id',
    fieldUserIdWrong: 'A user id has letters and digits only. It stands next to the token where that is made.',
    fieldToken: 'Your personal access token',
    fieldTokenHint: 'Made under My Account → Personal Access Tokens. Only a fingerprint of it is kept.',
    fieldTokenWrong: 'A personal access token has letters, digits, - and _ only.',
    fieldInstanceId: 'Instance id (idInstance)',
    fieldInstanceToken: 'Instance token (apiTokenInstance)',
    formWorkspace: 'Register the workspace',
    formWorkspaceIntro:
        'Press OK to register this workspace. The fields may stay empty; filled in, they must belong to an administrator.',
    formAgent: 'Register as an agent',
    formAgentIntro: 'Press OK to register. The fields may stay empty; filled in, they must be your own.',
    formToken: 'Replace the token',
    formTokenIntro: 'The new token is checked, and its fingerprint is kept in place of the one before.',
    formInstance: 'Connect an instance',
    formInstanceIntro: 'Both stand in the GREEN-API console. What you enter here is not written into any log.',
    somethingFailed: 'That did not work: {reason}',

    workspaceRegistered:
        '✅ This workspace is registered under {address}. Agents can now register with `/greenapi.register-agent`.\nThe Omnichannel webhook of the workspace was left as it is: this app does not need it.',
    workspaceMissing:
        'This workspace is not registered yet. An administrator does that with `/greenapi.register-workspace`.',
    addressMissing:
        'The workspace has no public address. Set it under Administration → Workspace → Settings → General → Site URL, or in the setting "App URL" of this app.',
    addressNotHttps: '⚠️ {address} does not start with https://. GREEN-API should reach this workspace over https.',
    addressPrivate: '⚠️ {address} is not an address on the public internet. GREEN-API cannot reach it.',
    addressSilent:
        '⚠️ This app does not answer under {address}, as seen from this server. If it does not from outside either, no messages arrive: check the address and the firewall.',
    addressWrong:
        'That is not an address of a workspace. Please give it as `https://chat.example.com`, without anything behind it.',
    identityWrong:
        'The id and the token were not accepted by {address}. Make a new token under My Account → Personal Access Tokens.',
    identityUnasked:
        '{address} did not answer, so the id and the token could not be checked. Nothing was registered; leave them out, or try again when the address works.',
    identityNotAdmin: 'The id and the token belong to a user who is no administrator.',
    identityNotYours:
        'The id and the token are not yours. Your id stands next to your token under My Account → Personal Access Tokens.',

    agentRegistered: '✅ You are registered. Connect a GREEN-API instance with `/greenapi.create-instance`.',
    agentKnown: 'You were registered already. Your registration was renewed.',
    agentMissing: 'You are not registered yet. Please use `/greenapi.register-agent` first.',
    tokenUpdated: '✅ The new token is yours; its fingerprint has taken the place of the one before.',

    instanceIdWrong: 'The instance id has 10 to 12 digits; the token stands next to it in the GREEN-API console.',
    instanceTokenWrong:
        'The instance token stands next to the instance id in the GREEN-API console; it has 8 to 200 letters and digits.',
    instanceExists: 'Instance {id} is connected already, by another agent.',
    instanceRefused: 'Instance {id} was not connected: {reason}',
    instanceDoubtful:
        '❓ It is not known whether instance {id} was connected: {reason} You are told in a direct message within 5 minutes.',
    instanceCreated:
        '✅ Instance {id} ({phone}) is connected. GREEN-API restarts it now; you are told in a direct message when it is ready, in up to 5 minutes.',
    instanceNotAuthorized:
        '⚠️ Its state is "{state}": link the phone with `/greenapi.qr {id}` or in the GREEN-API console, then it can send and receive.',
    instanceHadWebhook: '⚠️ Its webhook was set to {host} before. That system gets no more messages from it.',
    noInstances: 'No instance is connected yet.',
    instancesTitle: '*GREEN-API instances*',
    instanceLine:
        '• *{id}*{name} — {state}, phone {phone}, owner @{owner}, connected {created}; last message in {lastIn}, out {lastOut}; waiting {waiting}, failed {failed}',
    unknownPhone: 'not known yet',
    momentUtc: '{at} (UTC)',
    instanceUnknown: 'No such instance is connected. `/greenapi.list-instances` shows an administrator which are.',
    instanceNotYours: 'Instance {id} was connected by another agent. He or an administrator can remove it.',
    instanceRemoved:
        '✅ Instance {id} is removed. Its chats and their history stay; answers in them are not delivered any more.',
    instanceWebhookStays:
        '⚠️ Its webhook at GREEN-API could not be cleared: {reason} What still comes is dropped for 24 hours. Please clear the webhook address in the GREEN-API console.',
    watchReady: '✅ Instance {id} ({phone}) is ready: its messages arrive here.',
    watchNotReady: '⚠️ Instance {id} is not ready.',
    watchReason: '{reason}',
    watchSettings:
        'GREEN-API has not put these settings into force: {list}. Connect the instance once more with `/greenapi.create-instance`, or set them in the GREEN-API console.',
    noUsers: 'No agent is registered yet. Agents do that with `/greenapi.register-agent`.',
    usersTitle: '*Registered agents*',
    userLine: '• @{username} — registered {registered}, instances: {instances}',
    userNoInstances: 'none',
    syncTitle: 'The public address is {address}.',
    syncDone: '• {id}: ✅ set',
    syncFailed: '• {id}: ⚠️ not set: {reason}',
    syncEnd:
        'GREEN-API needs up to 5 minutes to put it into force. You are told in a direct message about every instance where it has not.',
    helpTitle: '*Commands*',
    helpLine: '• `{usage}` — {what}. Example: `{example}`',
    helpForms: 'Where a token is asked for, type the command alone: a form opens, and what you enter is not logged.',
    helpRegisterWorkspace: 'registers this workspace (administrators)',
    helpRegisterAgent: 'registers you as an agent (Omnichannel agents)',
    helpUpdateToken: 'replaces the personal access token that you registered with (agents)',
    helpCreateInstance: 'connects a GREEN-API instance (registered agents)',
    helpRemoveInstance: 'disconnects an instance (agents their own, administrators any)',
    helpListInstances: 'lists the instances (administrators)',
    helpListUsers: 'lists the registered agents (administrators)',
    helpSyncAppUrl:
        'changes the public address for all instances; without an address it sets the present one again (administrators)',
    helpStatus: 'shows how every account stands (administrators, managers, agents)',
    helpFailed: 'lists undelivered answers, with buttons to send them again (administrators, managers, agents)',
    helpMessage: 'tells what became of a message (administrators, managers, agents)',
    helpHelp: 'shows this list',
} as const;

const ru: Readonly<Record<keyof typeof en, string>> = {
    onlyAdmins: 'Эта команда — для администраторов рабочего пространства.',
    onlyAgents:
        'Эта команда — для агентов Omnichannel. Администратор добавляет их в разделе Администрирование → Omnichannel → Агенты.',
    onlyAdminsAndAgents:
        'Эта команда — для администраторов и агентов Omnichannel. Администратор добавляет агентов в разделе Администрирование → Omnichannel → Агенты.',
    usage: 'Укажите: `/{command} {params}`',
    usageForm: 'Или введите `/{command}` без аргументов: откроется форма.',
    formOpened:
        'Открыта форма. Если вы её не видите, введите `/{command} {params}`; тогда Rocket.Chat запишет значения в журнал приложения.',
    typedSecret:
        '🔑 Введённое, включая токен, остаётся в журнале приложения до 30 дней: Rocket.Chat записывает всё, что следует за командой. Если журнал могут читать другие, обновите токен. Безопаснее ввести `/{command}` без аргументов и заполнить форму: её содержимое не записывается.',
    answerLater: '⏳ `/{command}` выполняется дольше обычного. Результат придёт личным сообщением.',
    buttonSubmit: 'ОК',
    buttonCancel: 'Отмена',
    fieldMissing: 'Заполните это поле.',
    fieldAllOrNone: 'Заполните оба поля или оставьте оба пустыми.',
    fieldUserId: 'Ваш id пользователя',
    fieldUserIdWrong: 'Id пользователя состоит из букв и цифр. Он показан рядом с токеном при его создании.',
    fieldToken: 'Ваш токен для личного доступа',
    fieldTokenHint: 'Создаётся так: Моя учетная запись → Токены для личного доступа. Хранится только его отпечаток.',
    fieldTokenWrong: 'Токен для личного доступа состоит из букв, цифр, знаков - и _.',
    fieldInstanceId: 'Номер инстанса (idInstance)',
    fieldInstanceToken: 'Токен инстанса (apiTokenInstance)',
    formWorkspace: 'Регистрация',
    formWorkspaceIntro:
        'Нажмите «ОК», чтобы зарегистрировать рабочее пространство. Поля можно не заполнять; если они заполнены, они должны принадлежать администратору.',
    formAgent: 'Регистрация агента',
    formAgentIntro:
        'Нажмите «ОК», чтобы зарегистрироваться. Поля можно не заполнять; если они заполнены, они должны быть вашими.',
    formToken: 'Замена токена',
    formTokenIntro: 'Новый токен проверяется, и его отпечаток заменяет прежний.',
    formInstance: 'Подключение инстанса',
    formInstanceIntro: 'Оба значения указаны в консоли GREEN-API. Введённое здесь не попадает ни в какой журнал.',
    somethingFailed: 'Не получилось: {reason}',

    workspaceRegistered:
        '✅ Рабочее пространство зарегистрировано по адресу {address}. Теперь агенты могут зарегистрироваться командой `/greenapi.register-agent`.\nВебхук Omnichannel не изменён: приложению он не нужен.',
    workspaceMissing:
        'Рабочее пространство ещё не зарегистрировано. Администратор делает это командой `/greenapi.register-workspace`.',
    addressMissing:
        'У рабочего пространства нет публичного адреса. Задайте его в разделе Администрирование → Рабочее пространство → Настройки → Общие настройки → «URL-адрес сайта» или в настройке приложения «App URL».',
    addressNotHttps:
        '⚠️ Адрес {address} не начинается с https://. GREEN-API должен обращаться к рабочему пространству по https.',
    addressPrivate: '⚠️ {address} — не адрес в открытом интернете. GREEN-API не сможет к нему обратиться.',
    addressSilent:
        '⚠️ Приложение не отвечает по адресу {address}, если смотреть с этого сервера. Если оно не отвечает и снаружи, сообщения не придут: проверьте адрес и сетевой экран.',
    addressWrong:
        'Это не адрес рабочего пространства. Укажите его так: `https://chat.example.com`, ничего не добавляя.',
    identityWrong:
        '{address} не принимает этот id и токен. Создайте новый токен: Моя учетная запись → Токены для личного доступа.',
    identityUnasked:
        '{address} не отвечает, поэтому id и токен не удалось проверить. Ничего не зарегистрировано; не указывайте их или повторите, когда адрес заработает.',
    identityNotAdmin: 'Этот id и токен принадлежат пользователю, который не является администратором.',
    identityNotYours:
        'Это не ваши id и токен. Ваш id показан рядом с токеном: Моя учетная запись → Токены для личного доступа.',

    agentRegistered: '✅ Вы зарегистрированы. Подключите инстанс GREEN-API: `/greenapi.create-instance`.',
    agentKnown: 'Вы уже зарегистрированы. Регистрация обновлена.',
    agentMissing: 'Вы ещё не зарегистрированы. Сначала выполните `/greenapi.register-agent`.',
    tokenUpdated: '✅ Новый токен ваш; его отпечаток заменил прежний.',

    instanceIdWrong: 'Номер инстанса состоит из 10–12 цифр; токен указан рядом с ним в консоли GREEN-API.',
    instanceTokenWrong: 'Токен инстанса указан рядом с его номером в консоли GREEN-API; в нём от 8 до 200 букв и цифр.',
    instanceExists: 'Инстанс {id} уже подключён другим агентом.',
    instanceRefused: 'Инстанс {id} не подключён: {reason}',
    instanceDoubtful: '❓ Неизвестно, подключён ли инстанс {id}: {reason} В течение 5 минут придёт личное сообщение.',
    instanceCreated:
        '✅ Инстанс {id} ({phone}) подключён. GREEN-API его перезапускает; когда он будет готов, придёт личное сообщение (до 5 минут).',
    instanceNotAuthorized:
        '⚠️ Состояние инстанса — «{state}»: привяжите телефон командой `/greenapi.qr {id}` или в консоли GREEN-API, тогда он сможет отправлять и получать.',
    instanceHadWebhook: '⚠️ Раньше его вебхук был настроен на {host}. Та система больше не получает его сообщений.',
    noInstances: 'Инстансов пока нет.',
    instancesTitle: '*Инстансы GREEN-API*',
    instanceLine:
        '• *{id}*{name} — {state}, телефон {phone}, владелец @{owner}, подключён {created}; последнее входящее {lastIn}, исходящее {lastOut}; ждут {waiting}, не доставлено {failed}',
    unknownPhone: 'пока неизвестен',
    momentUtc: '{at} (UTC)',
    instanceUnknown: 'Такой инстанс не подключён. Список администратор видит по команде `/greenapi.list-instances`.',
    instanceNotYours: 'Инстанс {id} подключил другой агент. Удалить его может он сам или администратор.',
    instanceRemoved: '✅ Инстанс {id} удалён. Его чаты и их история остаются; ответы в них больше не доставляются.',
    instanceWebhookStays:
        '⚠️ Не удалось очистить его вебхук в GREEN-API: {reason} Всё, что ещё придёт, отбрасывается в течение 24 часов. Очистите адрес вебхука в консоли GREEN-API.',
    watchReady: '✅ Инстанс {id} ({phone}) готов: его сообщения приходят сюда.',
    watchNotReady: '⚠️ Инстанс {id} не готов.',
    watchReason: '{reason}',
    watchSettings:
        'Эти настройки ещё не действуют в GREEN-API: {list}. Подключите инстанс снова командой `/greenapi.create-instance` или задайте их в консоли GREEN-API.',
    noUsers: 'Ни один агент ещё не зарегистрирован. Агенты делают это командой `/greenapi.register-agent`.',
    usersTitle: '*Зарегистрированные агенты*',
    userLine: '• @{username} — зарегистрирован {registered}, инстансы: {instances}',
    userNoInstances: 'нет',
    syncTitle: 'Публичный адрес: {address}.',
    syncDone: '• {id}: ✅ задано',
    syncFailed: '• {id}: ⚠️ не задано: {reason}',
    syncEnd:
        'GREEN-API применяет настройки до 5 минут. О каждом инстансе, где они не применились, придёт личное сообщение.',
    helpTitle: '*Команды*',
    helpLine: '• `{usage}` — {what}. Пример: `{example}`',
    helpForms: 'Если нужен токен, введите команду без аргументов: откроется форма, и введённое не попадёт в журнал.',
    helpRegisterWorkspace: 'регистрирует рабочее пространство (администраторы)',
    helpRegisterAgent: 'регистрирует вас как агента (агенты Omnichannel)',
    helpUpdateToken: 'заменяет токен для личного доступа, указанный при регистрации (агенты)',
    helpCreateInstance: 'подключает инстанс GREEN-API (зарегистрированные агенты)',
    helpRemoveInstance: 'отключает инстанс (агенты — свой, администраторы — любой)',
    helpListInstances: 'показывает инстансы (администраторы)',
    helpListUsers: 'показывает зарегистрированных агентов (администраторы)',
    helpSyncAppUrl: 'меняет публичный адрес для всех инстансов; без адреса задаёт нынешний ещё раз (администраторы)',
    helpStatus: 'показывает состояние всех аккаунтов (администраторы, менеджеры, агенты)',
    helpFailed: 'показывает недоставленные ответы с кнопками повтора (администраторы, менеджеры, агенты)',
    helpMessage: 'говорит, что стало с сообщением (администраторы, менеджеры, агенты)',
    helpHelp: 'показывает этот список',
};

export const commandTexts = { en, ru } as const;
