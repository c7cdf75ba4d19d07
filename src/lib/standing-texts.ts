/** What owners of accounts and the log room are told: how accounts stand, and how a stuck queue is freed. */
export const standingEn = {
    accountTrouble: '⚠️ *{name}* ({network}) does not work: {trouble}',
    accountWorks: '✅ *{name}* ({network}) works again since {at}. It did not since {since}.',
    logRoomMissing:
        'ℹ️ The log room “{room}” was not told: there is no such channel, or it is a private group without the user of this app in it. An administrator can change its name in the settings of this app, or invite that user.',
    queueStuck:
        '⚠️ *{name}* ({network}): nothing has arrived since {since}, while {count} webhooks wait at {provider}. As a rule one of them is too large for Rocket.Chat, and all the others wait behind it.',
    queueFreeing:
        'They are fetched now, in their order. This takes some minutes; you are told when it is done and need not do anything.',
    queueLeft:
        'Switch on “Free a stuck queue” in the settings of this app, or clear the queue of webhooks in the console of {provider}: what waits there is lost then.',
    queueMoves: '✅ *{name}* ({network}): messages arrive again.',
    queueFreed:
        '✅ *{name}* ({network}): {count} webhooks that were stuck were fetched, and new ones arrive by themselves again.',
    queueForeign:
        '⚠️ *{name}* ({network}): its webhooks at {provider} go to {host} and not here, so what is stuck there was left alone. If its messages are to arrive here, connect the account once more.',
    queueNowhere: 'nowhere',
    queueGivenUp:
        '⚠️ *{name}* ({network}): what is stuck at {provider} could not be fetched ({count} webhooks were): {reason} Its webhooks are sent here again. Please look at the queue of webhooks in the console of {provider}.',
    queueKept: '{provider} gives the same webhook again and again, although it was taken off the queue.',
    statusTrouble: '   ⚠️ {trouble}',
    statusStuck: '   ⚠️ Nothing arrives since {since}, while {count} webhooks wait at {provider}.',
    statusDrain: '   ⏳ What is stuck at {provider} is fetched: {count} webhooks so far.',

    troubleNotAuthorized:
        'no WhatsApp account is linked to it. Nothing is sent or received until a phone is linked: with `/greenapi.qr {id}`, or in the GREEN-API console.',
    troubleBlocked:
        'WhatsApp has blocked its number. Ask WhatsApp for a review in the app on the phone, or link another number.',
    troubleRestricted:
        'WhatsApp has restricted sending from its number, as a rule after many messages to strangers. Write only to those who wrote first, and wait until it is lifted; see the GREEN-API console.',
    troubleSleep: 'its phone was not reachable for long. Switch the phone on and see that it has internet.',
    troubleStarting:
        'it has been starting for more than 5 minutes. Reboot it in the GREEN-API console; if that does not help, ask the support of GREEN-API.',
} as const;

export const standingRu: Readonly<Record<keyof typeof standingEn, string>> = {
    accountTrouble: '⚠️ *{name}* ({network}) не работает: {trouble}',
    accountWorks: '✅ *{name}* ({network}) снова работает с {at}. Не работал с {since}.',
    logRoomMissing:
        'ℹ️ В комнату журнала «{room}» ничего не отправлено: такого канала нет, или это закрытая группа, в которой нет пользователя приложения. Администратор может изменить имя в настройках приложения или пригласить этого пользователя.',
    queueStuck:
        '⚠️ *{name}* ({network}): с {since} ничего не приходит, а в {provider} ждут вебхуки: {count}. Обычно один из них слишком большой для Rocket.Chat, и все остальные ждут за ним.',
    queueFreeing:
        'Приложение забирает их само, по порядку. Это займёт несколько минут; когда всё будет готово, придёт сообщение. Делать ничего не нужно.',
    queueLeft:
        'Включите «Освобождать застрявшую очередь» в настройках приложения или очистите очередь вебхуков в консоли {provider}: тогда ожидающее будет потеряно.',
    queueMoves: '✅ *{name}* ({network}): сообщения снова приходят.',
    queueFreed: '✅ *{name}* ({network}): застрявшие вебхуки получены ({count}), новые снова приходят сами.',
    queueForeign:
        '⚠️ *{name}* ({network}): его вебхуки в {provider} идут на {host}, а не сюда, поэтому застрявшее не тронуто. Если его сообщения должны приходить сюда, подключите аккаунт ещё раз.',
    queueNowhere: 'никуда',
    queueGivenUp:
        '⚠️ *{name}* ({network}): застрявшее в {provider} получить не удалось (получено вебхуков: {count}): {reason} Его вебхуки снова идут сюда. Проверьте очередь вебхуков в консоли {provider}.',
    queueKept: '{provider} снова и снова отдаёт один и тот же вебхук, хотя он снят с очереди.',
    statusTrouble: '   ⚠️ {trouble}',
    statusStuck: '   ⚠️ С {since} ничего не приходит, а в {provider} ждут вебхуки: {count}.',
    statusDrain: '   ⏳ Приложение забирает застрявшее в {provider}: получено вебхуков: {count}.',

    troubleNotAuthorized:
        'к нему не привязан аккаунт WhatsApp. Ничего не отправляется и не приходит, пока не привязан телефон: командой `/greenapi.qr {id}` или в консоли GREEN-API.',
    troubleBlocked:
        'WhatsApp заблокировал его номер. Запросите проверку в приложении WhatsApp на телефоне или привяжите другой номер.',
    troubleRestricted:
        'WhatsApp ограничил отправку с его номера: обычно так бывает после множества сообщений незнакомым людям. Пишите только тем, кто написал первым, и дождитесь снятия ограничения; подробности в консоли GREEN-API.',
    troubleSleep: 'его телефон давно недоступен. Включите телефон и проверьте, что на нём есть интернет.',
    troubleStarting:
        'он запускается уже больше 5 минут. Перезагрузите его в консоли GREEN-API; если не поможет, обратитесь в поддержку GREEN-API.',
};
