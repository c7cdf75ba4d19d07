/** What is said around places and cards that agents send. */
export const pieceEn = {
    pieceElsewhere:
        'This is sent in a chat with a customer of {provider}: please open that chat and type `/{command}` there.',
    pieceRoomClosed: 'This chat is closed. It can be sent once the chat with the customer is open again.',
    pieceNotYours:
        'This is sent by the agent who has the chat, by managers and administrators. Please take the chat first.',
    pieceKnown: 'It is being sent already.',
    locationWrong:
        'Please give the place as two numbers in degrees, first the latitude (-90 to 90), then the longitude (-180 to 180), and a name if you like: `/{command} 52.5200 13.4050 Our shop`',
    locationWords: '📍 {words}',
    locationSending: '⏳ {author} is sending a location …',
    locationSent: '📍 {author} has sent a location:',
    locationQueued: '✅ The location is on its way to the customer.',
    cardWrong:
        'Please give the number with its country code, 7 to 15 digits, and then the name: `/{command} +49 151 23456789 Bob Fixit`',
    cardWords: '👤 {words}',
    cardSending: '⏳ {author} is sending a contact …',
    cardSent: '👤 {author} has sent a contact:',
    cardQueued: '✅ The contact is on its way to the customer.',
    helpLocation: 'sends a place on the map to the customer of this chat',
    helpCard: "sends somebody's number as a contact card to the customer of this chat",
} as const;

export const pieceRu: Readonly<Record<keyof typeof pieceEn, string>> = {
    pieceElsewhere: 'Это отправляется в чате с клиентом {provider}: откройте этот чат и введите `/{command}` в нём.',
    pieceRoomClosed: 'Этот чат закрыт. Отправить можно, когда чат с клиентом снова открыт.',
    pieceNotYours: 'Это отправляют агент, который ведёт чат, менеджеры и администраторы. Сначала возьмите этот чат.',
    pieceKnown: 'Это уже отправляется.',
    locationWrong:
        'Укажите место двумя числами в градусах: сначала широту (от -90 до 90), затем долготу (от -180 до 180) и, если нужно, название: `/{command} 52.5200 13.4050 Наш магазин`',
    locationWords: '📍 {words}',
    locationSending: '⏳ {author} отправляет местоположение …',
    locationSent: '📍 {author} отправил(а) местоположение:',
    locationQueued: '✅ Местоположение отправляется клиенту.',
    cardWrong: 'Укажите номер с кодом страны, от 7 до 15 цифр, и затем имя: `/{command} +49 151 23456789 Боб Мастер`',
    cardWords: '👤 {words}',
    cardSending: '⏳ {author} отправляет контакт …',
    cardSent: '👤 {author} отправил(а) контакт:',
    cardQueued: '✅ Контакт отправляется клиенту.',
    helpLocation: 'отправляет место на карте клиенту этого чата',
    helpCard: 'отправляет чей-нибудь номер карточкой контакта клиенту этого чата',
};
