import type { Channel } from './channel';
import { greenApi } from './green-api/index';
import { rapidpro } from './rapidpro/index';

/** Every channel that the app speaks. A new one is added here and nowhere else. */
export const channels: readonly Channel[] = [greenApi, rapidpro];
