/** What changes or answers to a message that is there already, as `messageData`. */

/** green-api.com/en/docs/api/receiving/notifications-format/incoming-message/EditedMessage */
export const editedText = (stanzaId: string, textMessage: string): object => ({
    typeMessage: 'editedMessage',
    editedMessageData: { textMessage, stanzaId },
});

export const editedCaption = (stanzaId: string, caption: string): object => ({
    typeMessage: 'editedMessage',
    editedMessageData: { caption, stanzaId },
});

/** green-api.com/en/docs/api/receiving/notifications-format/incoming-message/DeletedMessage */
export const deleted = (stanzaId: string): object => ({
    typeMessage: 'deletedMessage',
    deletedMessageData: { stanzaId },
});

/**
 * Without an emoji it is taken back.
 * green-api.com/en/docs/api/receiving/notifications-format/incoming-message/ReactionMessage
 */
export const reaction = (stanzaId: string, participant: string, emoji: string): object => ({
    typeMessage: 'reactionMessage',
    extendedTextMessageData: { text: emoji },
    quotedMessage: { stanzaId, participant },
});

/** How a poll stands. green-api.com/en/docs/api/receiving/notifications-format/incoming-message/PollUpdateMessage */
export const votes = (
    stanzaId: string,
    name: string,
    options: Readonly<Record<string, readonly string[]>>,
): object => ({
    typeMessage: 'pollUpdateMessage',
    pollMessageData: {
        stanzaId,
        name,
        votes: Object.entries(options).map(([optionName, optionVoters]) => ({ optionName, optionVoters })),
        multipleAnswers: false,
    },
});
