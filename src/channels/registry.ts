import type { Channel } from './channel';
import { edna } from './edna/index';
import { greenApi } from './green-api/index';
import { rapidpro } from './rapidpro/index';

/** Every channel that the app speaks. A new one is added here and nowhere else. */
export const channels: readonly Channel[] = [greenApi, rapidpro, edna];
