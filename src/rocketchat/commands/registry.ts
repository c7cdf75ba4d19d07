import type { Command } from './command';
import { createInstance } from './create-instance';
import { listInstances } from './list-instances';
import { registerAgent } from './register-agent';
import { registerWorkspace } from './register-workspace';

/** Every slash command of the app. */
export const commands: readonly Command[] = [registerWorkspace, registerAgent, createInstance, listInstances];
