/** What is said around templates, and about the time in which agents may write freely. */
export const templateEn = {
    windowEnds:
        '⏳ You can write freely to the customer for {minutes} more minutes, until {end} (UTC). From then on {network} takes approved templates only, until the customer writes again.',
    windowEnded:
        '🔒 The customer has written nothing for {hours} hours (since {end} (UTC) the window is closed): {network} takes approved templates only, until the customer writes again.',
    windowTemplate: 'You send one with `/{command}`.',

    buttonTemplate: 'Use a template',
    templateTitle: '*Approved templates*',
    templateLine: '• *{name}* ({language}), values: {count}',
    templateMore: '… and {count} more.',
    templateHint:
        'Send one: `/{command} name values`. A value of several words stands in "quotes", or a | stands between the values.',
    templateNone: 'No template is approved for this account of {network}. Templates are made at {provider}.',
    templateElsewhere:
        'Templates are sent in the chat with a customer of {provider}: open that chat and type `/{command}` there.',
    templateRoomClosed: 'This chat is closed. A template can be sent once the chat with the customer is open again.',
    templateNotYours:
        'Templates are sent by the agent who has the chat, by managers and by administrators. Please take the chat first.',
    templateUnknown: 'No approved template is called {name}. `/{command}` lists all.',
    templateLanguages: 'The template {name} exists in several languages. Please name one of these: {names}.',
    templateValues:
        'The template {name} takes {count} values, you gave {given}. Values of several words stand in "quotes", or a | stands between the values. The template says:\n{text}',
    templateValueEmpty: 'One of the values is empty. The template {name} says: {text}',
    templateSending: '⏳ {author} is sending the template {name} …',
    templateSent: '📋 {author} has sent the template {name}:',
    templateQueued: '✅ The template {name} is on its way to the customer.',
    templateKnown: 'This template is on its way already.',
    formTemplate: 'Send a template',
    formTemplateIntro: 'Approved templates reach the customer at any time.',
    fieldTemplate: 'Template',
    fieldTemplateHint: 'Its name; where it exists in several languages, with the language: name:EN.',
    fieldTemplateWrong: 'This is no name of a template.',
    fieldValues: 'Values',
    fieldValuesHint: 'What takes the place of {{1}}, {{2}} …: several words in "quotes", or a | between the values.',
    fieldValuesWrong: 'This is too long.',
    helpTemplate: 'sends an approved template to the customer of this chat',
    helpTemplates: 'shows the approved templates for the customer of this chat',
} as const;

export const templateRu: Readonly<Record<keyof typeof templateEn, string>> = {
    windowEnds:
        '⏳ Свободно писать клиенту можно ещё {minutes} мин, до {end} (UTC). После этого {network} принимает только одобренные шаблоны, пока клиент не напишет снова.',
    windowEnded:
        '🔒 Клиент ничего не писал {hours} ч (окно закрыто с {end} (UTC)): {network} принимает только одобренные шаблоны, пока клиент не напишет снова.',
    windowTemplate: 'Отправить шаблон: `/{command}`.',

    buttonTemplate: 'Отправить шаблон',
    templateTitle: '*Одобренные шаблоны*',
    templateLine: '• *{name}* ({language}), значений: {count}',
    templateMore: '… и ещё {count}.',
    templateHint:
        'Отправить: `/{command} имя значения`. Значение из нескольких слов пишется в "кавычках", или значения разделяются знаком |.',
    templateNone: 'Для этого аккаунта {network} нет одобренных шаблонов. Шаблоны создаются в {provider}.',
    templateElsewhere:
        'Шаблоны отправляются в чате с клиентом {provider}: откройте этот чат и введите `/{command}` в нём.',
    templateRoomClosed: 'Этот чат закрыт. Шаблон можно отправить, когда чат с клиентом снова открыт.',
    templateNotYours:
        'Шаблоны отправляют агент, который ведёт чат, менеджеры и администраторы. Сначала возьмите этот чат.',
    templateUnknown: 'Одобренного шаблона {name} нет. Все шаблоны: `/{command}`.',
    templateLanguages: 'Шаблон {name} есть на нескольких языках. Укажите один из них: {names}.',
    templateValues:
        'Шаблону {name} нужно значений: {count}, указано: {given}. Значение из нескольких слов пишется в "кавычках", или значения разделяются знаком |. Текст шаблона:\n{text}',
    templateValueEmpty: 'Одно из значений пустое. Текст шаблона {name}: {text}',
    templateSending: '⏳ {author} отправляет шаблон {name} …',
    templateSent: '📋 {author} отправил(а) шаблон {name}:',
    templateQueued: '✅ Шаблон {name} отправляется клиенту.',
    templateKnown: 'Этот шаблон уже отправляется.',
    formTemplate: 'Отправка шаблона',
    formTemplateIntro: 'Одобренные шаблоны доходят до клиента в любое время.',
    fieldTemplate: 'Шаблон',
    fieldTemplateHint: 'Его имя; если он есть на нескольких языках, то с языком: имя:RU.',
    fieldTemplateWrong: 'Это не имя шаблона.',
    fieldValues: 'Значения',
    fieldValuesHint: 'Что подставить вместо {{1}}, {{2}} …: несколько слов в "кавычках" или через |.',
    fieldValuesWrong: 'Слишком длинно.',
    helpTemplate: 'отправляет одобренный шаблон клиенту этого чата',
    helpTemplates: 'показывает одобренные шаблоны для клиента этого чата',
};
