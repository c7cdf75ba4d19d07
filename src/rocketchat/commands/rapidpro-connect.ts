import { rapidpro } from '../../channels/rapidpro/index';
import {
    CONFIGURED,
    connectionBySecret,
    forgetConnection,
    listConnections,
    storeConnection,
} from '../../gateway/connections/connections';
import type { Connection } from '../../gateway/model';
import type { Secret } from '../../lib/secrets';
import { newSecret, reveal, secretOf } from '../../lib/secrets';
import { patternOf } from '../ui/form';
import type { Command } from './command';
import { baseUrl } from './rapidpro-list';

const NAME = /^[\p{L}\p{N}.-]{1,40}$/u;

/**
 * Connects a workspace of RapidPro besides the one of the settings. The secret comes from RapidPro, which shows it on the
 * page where the address is pasted. A name that is known gets the new secret.
 */
export const rapidproConnect: Command = {
    name: 'rapidpro.connect',
    params: '[name] [app-secret] [api-token]',
    audience: 'admin',
    takes: [2, 3],
    form: {
        title: 'formRapidpro',
        intro: 'formRapidproIntro',
        optional: false,
        typed: 1,
        fields: [
            { name: 'name', label: 'fieldRapidproName', pattern: NAME, problem: 'rapidproNameWrong' },
            {
                name: 'secret',
                label: 'fieldRapidproSecret',
                pattern: patternOf(rapidpro, 'secret'),
                problem: 'rapidproSecretWrong',
            },
            {
                name: 'apiToken',
                label: 'fieldRapidproToken',
                hint: 'fieldRapidproTokenHint',
                pattern: patternOf(rapidpro, 'apiToken'),
                problem: 'rapidproSecretWrong',
                optional: true,
            },
        ],
    },
    help: { what: 'helpRapidproConnect', example: '/rapidpro.connect acme' },
    async run(call) {
        const { args, gateway, say } = call;
        const [name = '', secretText = '', apiToken = ''] = args;
        if (name === CONFIGURED) {
            return say('rapidproIsSetting', { name });
        }
        const secret = secretOf(secretText);
        const [others, owner] = await Promise.all([
            listConnections(gateway, rapidpro.name),
            connectionBySecret(gateway, rapidpro.name, [secret]),
        ]);
        if (owner !== undefined && owner !== 'gone' && owner.name !== name) {
            return say('rapidproKnown', { name: owner.name });
        }
        const known = others.find((one) => one.name === name);
        if (known !== undefined) {
            // Its contacts keep their rooms, since they are known by its id; the old secret holds no more.
            await forgetConnection(gateway, known, 'refused');
        }
        await storeConnection(gateway, connectionOf(name, secret, apiToken, known, gateway.clock.now()), secret);
        return say('rapidproAdded', { name, url: await baseUrl(call) });
    },
};

function connectionOf(
    name: string,
    secret: Secret,
    apiToken: string,
    known: Connection | undefined,
    now: number,
): Connection {
    return {
        channel: rapidpro.name,
        id: known?.id ?? reveal(newSecret(6)),
        name,
        account: '',
        state: '',
        owner: '',
        credentials: { plain: {}, secret: { secret, ...(apiToken === '' ? {} : { apiToken: secretOf(apiToken) }) } },
        createdAt: known?.createdAt ?? now,
    };
}
