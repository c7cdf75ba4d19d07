/** What agents read of changes of messages, of calls, and of what the account itself has sent. */
export const amendmentEn = {
    contentDeletedFile: '🗑️ The customer deleted a file.',
    contentDeletedOwn: '🗑️ This message was deleted again.',
    contentCallIn: '📞 Incoming call',
    contentCallOut: '📞 Outgoing call',
    contentCallState: '{call}: {state}',
    callAnswered: 'answered',
    callMissed: 'missed',
    callDeclined: 'declined',
    callEnded: 'ended',
    callFailed: 'did not get through',
    fromPhone: '📱 _Sent from the phone:_',
    fromProgram: '🔌 _Sent through the API by another program:_',
    fromPhoneFile: '📄 {name}',
    fromPhoneFileAt: '📄 {name}: {url}',
} as const;

export const amendmentRu: Readonly<Record<keyof typeof amendmentEn, string>> = {
    contentDeletedFile: '🗑️ Клиент удалил файл.',
    contentDeletedOwn: '🗑️ Это сообщение потом удалили.',
    contentCallIn: '📞 Входящий звонок',
    contentCallOut: '📞 Исходящий звонок',
    contentCallState: '{call}: {state}',
    callAnswered: 'принят',
    callMissed: 'пропущен',
    callDeclined: 'отклонён',
    callEnded: 'завершён',
    callFailed: 'не состоялся',
    fromPhone: '📱 _Отправлено с телефона:_',
    fromProgram: '🔌 _Отправлено через API другой программой:_',
    fromPhoneFile: '📄 {name}',
    fromPhoneFileAt: '📄 {name}: {url}',
};
