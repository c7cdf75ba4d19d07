/** What is said about edna Pulse: why something did not arrive, and by its commands. How a text is chosen: `texts.ts`. */
export const ednaEn = {
    ednaKey: 'edna does not accept the API key. An administrator has to enter the present one.',
    ednaForbidden:
        'The API key has no right to this channel or this call at edna. An administrator can extend it there.',
    ednaNotThere:
        'edna knows no {path} at this address. An administrator should check EDNA_BASE_URL and EDNA_SEND_PATH, or set the subject id and the cascade id.',
    ednaTooFast: 'edna asks to send more slowly.',
    ednaStatus: 'edna answered with status {status}. The message may have been sent.',
    ednaSilent: 'edna did not answer in time. The message may have been sent.',
    ednaUnreachable: 'edna could not be reached.',
    ednaStrange: 'edna answered {path} in a form that is not known. The message may have been sent.',
    ednaLookup: 'edna did not answer {path}. Nothing was sent yet.',
    ednaRefused: 'edna refused it. {detail}',
    ednaMissing: 'edna misses something in the message ({code}). Please report this to whoever looks after this app.',
    ednaNameTooLong: 'The name of the file is too long for edna. Please give it a shorter one.',
    ednaCascadeGone:
        'edna does not know this cascade. An administrator should check the cascade id with `/edna.check`.',
    ednaStages: 'The cascade has several stages. An administrator has to choose one with a single stage.',
    ednaContentKind: 'This kind of content cannot be sent through this channel of edna.',
    ednaTemplate:
        'WhatsApp takes only approved templates when the customer has not written for 24 hours, and their text must not differ in a single character.',
    ednaSubject: 'edna does not know this channel. An administrator should check the subject id with `/edna.check`.',
    ednaAddress:
        'edna does not take this address. The customer may have hidden his phone number; an administrator can set another address type.',
    ednaBalance: 'The balance of the account at edna is used up. An administrator has to top it up.',
    ednaSystem: 'Something went wrong at edna. Please try again.',
    ednaNoAccount: 'This number has no account in this messenger.',
    ednaBlocked: 'The customer has blocked this sender.',
    ednaContent:
        'edna could not take what was sent ({code}): a file that it cannot fetch or that is of an unsuitable kind, for example.',
    ednaIdentical:
        'edna cancels a message that repeats what the same customer was sent within the last 20 minutes. Press Retry: it goes out when they are over. Or write it in other words.',
    ednaExpired: 'The message was not delivered in time.',
    ednaUndelivered: 'The messenger did not take the message. {detail}',
    ednaNoRoute:
        'No way is known to answer through the channel {subject} of edna: no active cascade with a single stage was found for it. An administrator can connect it with `/edna.connect`, or set the subject id and the cascade id.',
    ednaSenderUnknown:
        'The name of the sender is not known: edna lists no active channel {subject} to this API key. An administrator can look with `/edna.check`.',
    ednaTextOnly: 'Only texts can be sent through this channel of edna ({type}). Nothing of this message was sent.',
    ednaNoTemplates: 'Templates can be sent through a cascade of edna only.',
    ednaNoLink:
        'edna has to fetch the file {name}, but there is no address for it. An administrator should check the public address of the workspace.',
    ednaUrlTooLong: 'The address of this workspace is too long for edna (500 characters at most).',
    ednaUrlNotHttps: 'edna calls https addresses on port 443 only.',
    ednaUrlSilent: 'edna could not reach the address of this workspace from the internet.',
    ednaNoChannels: 'edna lists no active {type} channel to this API key.',
    ednaNotAmongChannels:
        'edna lists no active channel with the subject id {subject} to this API key. It lists: {list}',
    ednaManyChannels: 'edna lists several channels. Please give the subject id of one of them: {list}',
    ednaNoCascade:
        'edna lists no active cascade with a single stage for the channel {subject}. Please make one there, or give its id.',
    ednaManyCascades: 'edna lists several cascades for this channel. Please give the id of one of them: {list}',

    ednaUnknown: 'No edna connection has this name. `/edna.list` shows all.',
    ednaIsSetting: 'The connection {name} is made by the settings of this app (EDNA_API_KEY). Change it there.',
    ednaNameTaken: 'There is an edna connection {name} already. Remove it first with `/edna.remove`.',
    ednaKeyKnown: 'This webhook key belongs to the connection {name} already.',
    ednaAddressMissing: 'This workspace has no public address. Please set the setting "App URL" of this app.',
    ednaRefusedConnect: '{name} was not connected: {reason}',
    ednaConnected:
        '✅ {name} is connected: channel {sender} ({subject}, {type}), cascade {cascade}.\nLast step: edna has to call this workspace. Enter this address at edna for incoming messages and for statuses (it holds a secret, keep it to yourself): {url}\nOr let `/edna.callback {name}` do it through the API.',
    ednaUrlLong: '⚠️ The address has {count} characters; edna takes 500.',
    ednaNoCascadeNeeded: 'not needed',
    ednaTitle: '*edna*',
    ednaNone: 'No edna connection. Put the API key into the setting EDNA_API_KEY of this app, or use `/edna.connect`.',
    ednaLine:
        '• *{name}*: channel {sender} ({subject}, {type}), cascade {cascade}; last call in {lastIn}, last answer out {lastOut}; waiting {waiting}, failed {failed}',
    ednaUnset: 'found at edna',
    ednaRemoved:
        '✅ {name} is removed. Its open chats stay; answers in them reach nobody any more. edna still calls this workspace for it, and what comes is dropped: please take the address out at edna.',
    ednaChecked: '✅ {name}: channel {sender} ({subject}, {type}), state {state}; cascade {cascade}.',
    ednaCheckedNotReady: '⚠️ The channel is not active at edna.',
    ednaCheckFailed: '⚠️ {name}: {reason}',
    ednaNoWebhookKey: '⚠️ No webhook key is set: every call of edna is refused.',
    ednaCallbackAsk:
        '⚠️ This makes edna deliver incoming messages and statuses of the channel {subject} of {name} to {host}. Whatever address is set there now is replaced: another system that uses it gets nothing more from this channel. If that is what you want: `/edna.callback {name} confirm`',
    ednaCallbackDone: '✅ edna delivers incoming messages and statuses of the channel {subject} of {name} here now.',
    ednaCallbackFailed: '⚠️ The address was not set for {name}: {reason}',
    ednaCallbackNoSubject:
        'The subject id of {name} is not known, and without it the addresses of every channel would be replaced. {reason}',
    ednaCallbackNoKey:
        'Please set the webhook key in the settings of this app first: without it every call of edna is refused.',

    formEdna: 'Connect edna',
    formEdnaIntro:
        'The API key stands in the cabinet of edna, under Integration. Subject id and cascade id are found with it where there is one only. What you enter here is not written into any log.',
    fieldEdnaName: 'Name',
    fieldEdnaKey: 'API key',
    fieldEdnaBaseUrl: 'Address of edna',
    fieldEdnaBaseUrlHint: 'https://app.edna.ru or https://app.edna.io. Empty: as in the settings.',
    fieldEdnaSubject: 'Subject id',
    fieldEdnaSubjectHint: 'Only where the account has several channels.',
    fieldEdnaCascade: 'Cascade id',
    fieldEdnaCascadeHint: 'Only where the channel has several cascades.',
    fieldEdnaWebhookKey: 'Webhook key',
    fieldEdnaWebhookKeyHint: 'Only where webhook authentication is switched on at edna: the key that was shown there.',
    ednaNameWrong: 'A name has 1 to 40 letters, digits, dashes or dots.',
    ednaKeyWrong: 'A key has 8 to 200 characters and no blanks.',
    ednaIdWrong: 'An id is a number.',
    ednaBaseUrlWrong: 'An address like https://app.edna.ru, without anything behind it.',
    helpEdnaConnect: 'connects a channel of edna Pulse (administrators)',
    helpEdnaList: 'lists the edna connections (administrators)',
    helpEdnaRemove: 'removes an edna connection (administrators)',
    helpEdnaCheck: 'asks edna how a connection stands (administrators)',
    helpEdnaCallback: 'makes edna deliver here, after you have confirmed it (administrators)',
} as const;

export const ednaRu: Readonly<Record<keyof typeof ednaEn, string>> = {
    ednaKey: 'edna не принимает API-ключ. Администратор должен указать действующий.',
    ednaForbidden: 'У API-ключа нет прав на этот канал или вызов в edna. Администратор может расширить их там.',
    ednaNotThere:
        'По этому адресу в edna нет {path}. Администратору нужно проверить EDNA_BASE_URL и EDNA_SEND_PATH или задать subject id и cascade id.',
    ednaTooFast: 'edna просит отправлять реже.',
    ednaStatus: 'edna ответила статусом {status}. Возможно, сообщение отправлено.',
    ednaSilent: 'edna не ответила вовремя. Возможно, сообщение отправлено.',
    ednaUnreachable: 'edna недоступна.',
    ednaStrange: 'edna ответила на {path} в неизвестном формате. Возможно, сообщение отправлено.',
    ednaLookup: 'edna не ответила на {path}. Ещё ничего не отправлено.',
    ednaRefused: 'edna отказала. {detail}',
    ednaMissing: 'edna не хватает данных в сообщении ({code}). Сообщите об этом тому, кто обслуживает приложение.',
    ednaNameTooLong: 'Имя файла слишком длинное для edna. Дайте ему имя короче.',
    ednaCascadeGone: 'edna не знает этот каскад. Администратору нужно проверить cascade id командой `/edna.check`.',
    ednaStages: 'В каскаде несколько этапов. Администратор должен выбрать каскад из одного этапа.',
    ednaContentKind: 'Такое содержимое нельзя отправить через этот канал edna.',
    ednaTemplate:
        'Если клиент не писал 24 часа, WhatsApp принимает только утверждённые шаблоны, и их текст не должен отличаться ни одним символом.',
    ednaSubject: 'edna не знает этот канал. Администратору нужно проверить subject id командой `/edna.check`.',
    ednaAddress:
        'edna не принимает этот адрес. Возможно, клиент скрыл номер телефона; администратор может задать другой тип адреса.',
    ednaBalance: 'На счёте в edna закончились средства. Администратор должен его пополнить.',
    ednaSystem: 'В edna произошла ошибка. Попробуйте ещё раз.',
    ednaNoAccount: 'На этом номере нет аккаунта в этом мессенджере.',
    ednaBlocked: 'Клиент заблокировал этого отправителя.',
    ednaContent:
        'edna не смогла принять отправленное ({code}): например, файл не удалось получить или он неподходящего вида.',
    ednaIdentical:
        'edna отменяет сообщение, если тому же клиенту за последние 20 минут отправляли такое же. Нажмите «Повторить»: оно уйдёт, когда они пройдут. Или напишите другими словами.',
    ednaExpired: 'Сообщение не доставлено вовремя.',
    ednaUndelivered: 'Мессенджер не принял сообщение. {detail}',
    ednaNoRoute:
        'Неизвестно, как ответить через канал {subject} в edna: для него нет активного каскада из одного этапа. Администратор может подключить канал командой `/edna.connect` или задать subject id и cascade id.',
    ednaSenderUnknown:
        'Имя отправителя неизвестно: edna не показывает этому API-ключу активный канал {subject}. Администратор может проверить это командой `/edna.check`.',
    ednaTextOnly: 'Через этот канал edna ({type}) отправляется только текст. Из этого сообщения ничего не отправлено.',
    ednaNoTemplates: 'Шаблоны отправляются только через каскад edna.',
    ednaNoLink:
        'edna должна получить файл {name}, но для него нет адреса. Администратору нужно проверить публичный адрес рабочего пространства.',
    ednaUrlTooLong: 'Адрес этого рабочего пространства слишком длинный для edna (не больше 500 символов).',
    ednaUrlNotHttps: 'edna обращается только к адресам https на порту 443.',
    ednaUrlSilent: 'edna не смогла обратиться к адресу этого рабочего пространства из интернета.',
    ednaNoChannels: 'edna не показывает этому API-ключу ни одного активного канала {type}.',
    ednaNotAmongChannels:
        'edna не показывает этому API-ключу активный канал с subject id {subject}. Показывает: {list}',
    ednaManyChannels: 'edna показывает несколько каналов. Укажите subject id одного из них: {list}',
    ednaNoCascade:
        'edna не показывает ни одного активного каскада из одного этапа для канала {subject}. Создайте его там или укажите его id.',
    ednaManyCascades: 'edna показывает несколько каскадов для этого канала. Укажите id одного из них: {list}',

    ednaUnknown: 'Подключения edna с таким именем нет. Все показывает `/edna.list`.',
    ednaIsSetting: 'Подключение {name} задано настройками приложения (EDNA_API_KEY). Измените его там.',
    ednaNameTaken: 'Подключение edna {name} уже есть. Сначала удалите его командой `/edna.remove`.',
    ednaKeyKnown: 'Этот ключ вебхуков уже принадлежит подключению {name}.',
    ednaAddressMissing: 'У рабочего пространства нет публичного адреса. Заполните настройку приложения «App URL».',
    ednaRefusedConnect: '{name} не подключено: {reason}',
    ednaConnected:
        '✅ {name} подключено: канал {sender} ({subject}, {type}), каскад {cascade}.\nОстался один шаг: edna должна обращаться к этому рабочему пространству. Внесите этот адрес в edna для входящих сообщений и для статусов (в нём секрет, никому его не показывайте): {url}\nИли пусть это сделает через API команда `/edna.callback {name}`.',
    ednaUrlLong: '⚠️ В адресе {count} символов; edna принимает 500.',
    ednaNoCascadeNeeded: 'не нужен',
    ednaTitle: '*edna*',
    ednaNone:
        'Подключений edna нет. Внесите API-ключ в настройку приложения EDNA_API_KEY или выполните `/edna.connect`.',
    ednaLine:
        '• *{name}*: канал {sender} ({subject}, {type}), каскад {cascade}; последний вызов {lastIn}, последний ответ {lastOut}; ждут {waiting}, не доставлено {failed}',
    ednaUnset: 'определяется в edna',
    ednaRemoved:
        '✅ {name} удалено. Открытые чаты остаются, но ответы в них больше никому не придут. edna продолжает обращаться сюда, и приходящее отбрасывается: уберите адрес в edna.',
    ednaChecked: '✅ {name}: канал {sender} ({subject}, {type}), состояние {state}; каскад {cascade}.',
    ednaCheckedNotReady: '⚠️ Канал в edna не активен.',
    ednaCheckFailed: '⚠️ {name}: {reason}',
    ednaNoWebhookKey: '⚠️ Ключ вебхуков не задан: все вызовы edna отклоняются.',
    ednaCallbackAsk:
        '⚠️ После этого edna будет доставлять входящие сообщения и статусы канала {subject} подключения {name} на {host}. Адрес, который задан там сейчас, будет заменён: другая система, которая им пользуется, больше ничего не получит из этого канала. Если это то, что нужно: `/edna.callback {name} confirm`',
    ednaCallbackDone:
        '✅ Теперь edna доставляет сюда входящие сообщения и статусы канала {subject} подключения {name}.',
    ednaCallbackFailed: '⚠️ Адрес для {name} не задан: {reason}',
    ednaCallbackNoSubject:
        'Subject id подключения {name} неизвестен, а без него заменились бы адреса всех каналов. {reason}',
    ednaCallbackNoKey: 'Сначала задайте ключ вебхуков в настройках приложения: без него все вызовы edna отклоняются.',

    formEdna: 'Подключить edna',
    formEdnaIntro:
        'API-ключ находится в кабинете edna, в разделе «Интеграция». Subject id и cascade id определяются по нему, если они единственные. Введённое здесь не попадает ни в какой журнал.',
    fieldEdnaName: 'Имя',
    fieldEdnaKey: 'API-ключ',
    fieldEdnaBaseUrl: 'Адрес edna',
    fieldEdnaBaseUrlHint: 'https://app.edna.ru или https://app.edna.io. Пусто: как в настройках.',
    fieldEdnaSubject: 'Subject id',
    fieldEdnaSubjectHint: 'Только если в аккаунте несколько каналов.',
    fieldEdnaCascade: 'Cascade id',
    fieldEdnaCascadeHint: 'Только если у канала несколько каскадов.',
    fieldEdnaWebhookKey: 'Ключ вебхуков',
    fieldEdnaWebhookKeyHint: 'Только если в edna включена авторизация вебхуков: ключ, который был там показан.',
    ednaNameWrong: 'Имя состоит из 1–40 букв, цифр, дефисов или точек.',
    ednaKeyWrong: 'Ключ состоит из 8–200 символов без пробелов.',
    ednaIdWrong: 'Id — это число.',
    ednaBaseUrlWrong: 'Адрес вида https://app.edna.ru, без продолжения.',
    helpEdnaConnect: 'подключает канал edna Pulse (администраторы)',
    helpEdnaList: 'показывает подключения edna (администраторы)',
    helpEdnaRemove: 'удаляет подключение edna (администраторы)',
    helpEdnaCheck: 'спрашивает edna о состоянии подключения (администраторы)',
    helpEdnaCallback: 'направляет вебхуки edna сюда после вашего подтверждения (администраторы)',
};
