import type { Command } from './command';
import { createInstance } from './create-instance';
import { failed } from './failed';
import { listInstances } from './list-instances';
import { message } from './message';
import { registerAgent } from './register-agent';
import { registerWorkspace } from './register-workspace';
import { status } from './status';

/** Every slash command of the app. */
export const commands: readonly Command[] = [
    registerWorkspace,
    registerAgent,
    createInstance,
    listInstances,
    status,
    failed,
    message,
];
