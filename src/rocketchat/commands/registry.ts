import { channels } from '../../channels/registry';
import type { Command } from './command';
import { createInstance } from './create-instance';
import { ednaCallback } from './edna-callback';
import { ednaCheck } from './edna-check';
import { ednaConnect } from './edna-connect';
import { ednaList } from './edna-list';
import { ednaRemove } from './edna-remove';
import { failed } from './failed';
import { helpOn } from './help';
import { listInstances } from './list-instances';
import { listUsers } from './list-users';
import { message } from './message';
import { pieceCommandsOf } from './pieces';
import { qr } from './qr';
import { rapidproConnect } from './rapidpro-connect';
import { rapidproList } from './rapidpro-list';
import { rapidproRemove } from './rapidpro-remove';
import { registerAgent } from './register-agent';
import { registerWorkspace } from './register-workspace';
import { removeInstance } from './remove-instance';
import { startAChat } from './start-chat';
import { status } from './status';
import { syncAppUrl } from './sync-app-url';
import { templateCommandsOf } from './templates';
import { updateToken } from './update-token';

const listed: readonly Command[] = [
    registerWorkspace,
    registerAgent,
    updateToken,
    createInstance,
    removeInstance,
    qr,
    listInstances,
    listUsers,
    syncAppUrl,
    startAChat,
    rapidproConnect,
    rapidproList,
    rapidproRemove,
    ednaConnect,
    ednaCallback,
    ednaCheck,
    ednaList,
    ednaRemove,
    ...channels.flatMap(templateCommandsOf),
    ...channels.flatMap(pieceCommandsOf),
    status,
    failed,
    message,
];

/** Every slash command of the app. */
export const commands: readonly Command[] = [...listed, helpOn(listed)];
