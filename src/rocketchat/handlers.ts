/** Everything that Rocket.Chat calls, behind the class that it loads. */
export { makeOwnSecret } from './compose';
export {
    onAgentAssigned,
    onMessageDeleted,
    onMessageSent,
    onMessageUpdated,
    onRoomClosed,
    onRoomStarted,
} from './events';
export { onBlockAction } from './interactions';
export { register } from './registration';
export { onViewSubmit } from './ui/submit';
