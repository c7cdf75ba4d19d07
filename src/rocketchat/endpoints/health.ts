import type { IApiEndpoint } from '@rocket.chat/apps-engine/definition/api';
import type { Host } from '../compose';
import { endpointOf } from './endpoint';

/** `GET health`: whether the app is installed and running under this address. Says nothing else, since anybody may ask. */
export function healthEndpoint(app: Host): IApiEndpoint {
    return endpointOf(app, 'health', {
        get: () => Promise.resolve({ status: 200, content: { status: 'ok' } }),
        head: () => Promise.resolve({ status: 200 }),
    });
}
