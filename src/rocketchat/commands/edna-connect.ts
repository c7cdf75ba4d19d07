import type { Account } from '../../channels/channel';
import { addressWith, edna } from '../../channels/edna/index';
import { CALLBACK_URL_LIMIT_CHARS } from '../../channels/edna/wire';
import { CONFIGURED, connectionBySecret, keepHook, storeConnection } from '../../gateway/connections/connections';
import type { Connection, Credentials } from '../../gateway/model';
import { newSecret, reveal, secretOf } from '../../lib/secrets';
import { SETTINGS, textOf } from '../settings';
import { workspaceAddress } from '../site';
import type { FormField } from '../ui/form';
import { patternOf } from '../ui/form';
import { webhookAddress } from '../webhooks';
import type { Command, CommandCall } from './command';
import { ednaNamed, reasonOf, shownOf } from './edna-named';

const NAME = /^[\p{L}\p{N}.-]{1,40}$/u;

const optionalField = (
    name: string,
    label: FormField['label'],
    hint: FormField['label'],
    problem: FormField['problem'],
): FormField => ({ name, label, hint, pattern: patternOf(edna, name), problem, optional: true });

/**
 * Connects a channel of an edna account, besides the one of the settings: asks edna whose key it is, keeps the
 * connection, and tells the address that edna has to call. Nothing is set at edna.
 */
export const ednaConnect: Command = {
    name: 'edna.connect',
    params: '[name] [api-key]',
    audience: 'admin',
    takes: [2],
    form: {
        title: 'formEdna',
        intro: 'formEdnaIntro',
        optional: false,
        typed: 1,
        fields: [
            { name: 'name', label: 'fieldEdnaName', pattern: NAME, problem: 'ednaNameWrong' },
            { name: 'apiKey', label: 'fieldEdnaKey', pattern: patternOf(edna, 'apiKey'), problem: 'ednaKeyWrong' },
            optionalField('baseUrl', 'fieldEdnaBaseUrl', 'fieldEdnaBaseUrlHint', 'ednaBaseUrlWrong'),
            optionalField('subjectId', 'fieldEdnaSubject', 'fieldEdnaSubjectHint', 'ednaIdWrong'),
            optionalField('cascadeId', 'fieldEdnaCascade', 'fieldEdnaCascadeHint', 'ednaIdWrong'),
            optionalField('secret', 'fieldEdnaWebhookKey', 'fieldEdnaWebhookKeyHint', 'ednaKeyWrong'),
        ],
    },
    help: { what: 'helpEdnaConnect', example: '/edna.connect shop' },
    async run(call) {
        const { args, gateway, read, say } = call;
        const [name = '', , , , , webhookKey = ''] = args;
        if (name === CONFIGURED) {
            return say('ednaIsSetting', { name });
        }
        if ((await ednaNamed(call, name)) !== undefined) {
            return say('ednaNameTaken', { name });
        }
        const theirs = webhookKey === '' ? undefined : secretOf(webhookKey);
        const owner = theirs && (await connectionBySecret(gateway, edna.name, [theirs]));
        if (owner !== undefined && owner !== 'gone') {
            return say('ednaKeyKnown', { name: owner.name });
        }
        const address = await workspaceAddress(read.getEnvironmentReader(), gateway.records);
        if (address === '') {
            return say('ednaAddressMissing');
        }
        let account: Account;
        try {
            account = await edna.check(name, await typed(call), gateway);
        } catch (error) {
            return say('ednaRefusedConnect', { name, reason: reasonOf(call, error) });
        }
        const connection = connectionOf(call, name, account);
        const secret = newSecret(24);
        await storeConnection(gateway, connection, secret);
        if (theirs !== undefined) {
            await keepHook(gateway, connection, theirs);
        }
        const url = addressWith(webhookAddress(address, call.appId, edna), secret);
        return [
            say('ednaConnected', { name, url, ...shownOf(call, account.credentials) }),
            ...(account.ready ? [] : [say('ednaCheckedNotReady')]),
            ...(url.length > CALLBACK_URL_LIMIT_CHARS ? [say('ednaUrlLong', { count: String(url.length) })] : []),
        ].join('\n');
    },
};

/** What was entered, completed by what holds for all connections of edna. */
async function typed({ args, read, gateway }: CommandCall): Promise<Credentials> {
    const [, apiKey = '', baseUrl = '', subjectId = '', cascadeId = ''] = args;
    const environment = read.getEnvironmentReader();
    const settings = await gateway.site.channelSettings(edna.name);
    return {
        plain: {
            ...settings?.common,
            baseUrl: baseUrl === '' ? await textOf(environment, SETTINGS.ednaBaseUrl) : baseUrl,
            subjectId,
            cascadeId,
        },
        secret: { apiKey: secretOf(apiKey) },
    };
}

/** Of what the settings say for all connections nothing is kept with this one: it is to change with them. */
function connectionOf({ caller, gateway }: CommandCall, name: string, account: Account): Connection {
    const { baseUrl = '', subjectId = '', cascadeId = '', sender = '', type = '' } = account.credentials.plain;
    return {
        channel: edna.name,
        id: reveal(newSecret(6)),
        name,
        account: account.address,
        state: account.state,
        owner: caller.id,
        credentials: {
            plain: { baseUrl, subjectId, cascadeId, sender, type },
            secret: account.credentials.secret,
        },
        createdAt: gateway.clock.now(),
    };
}
