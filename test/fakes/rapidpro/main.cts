import { RapidPro } from './fake.cjs';
import { VARIANTS, type Variant } from './records.cjs';

const TICK_MS = 200;

function option(name: string, otherwise: string): string {
    const at = process.argv.indexOf(`--${name}`);
    return (at < 0 ? undefined : process.argv[at + 1]) ?? otherwise;
}

/** Runs the fake alone: `tsx test/fakes/rapidpro/main.cts --port 4200 [--variant weni] [--secret s] [--api-token t]` */
async function main(): Promise<void> {
    const variant = option('variant', 'upstream');
    if (!Object.hasOwn(VARIANTS, variant)) {
        throw new Error(`--variant is one of ${Object.keys(VARIANTS).join(', ')}`);
    }
    const fake = new RapidPro({ clock: Date });
    const url = await fake.start(Number(option('port', '4200')));
    const { secret, apiToken, webhookUrl } = fake.addWorkspace({
        variant: variant as Variant,
        secret: option('secret', 'DEMQSECRETQFTHEFAKERAPXDPRQ23456'),
        apiToken: option('api-token', 'demo-api-token-of-the-fake-rapidpro'),
    });
    const ticking = setInterval(() => fake.tick(), TICK_MS);
    const stop = (): void => {
        clearInterval(ticking);
        void fake.stop();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const post = `curl -H 'content-type: application/json' ${url}/fake`;
    console.log(`RapidPro (fake, ${variant}) at ${url}
  App Secret ${secret}, API token ${apiToken}, callback ${webhookUrl}
  connect:            ${post}/connect -d '{"baseUrl":"http://localhost:3000/api/apps/public/<app id>","userId":"<admin>","authToken":"<token>"}'
  a contact:          ${post}/contact -d '{"name":"Ann","phone":"+15550100123"}'
  opens a ticket:     ${post}/open -d '{"contact":"<id>"}'
  writes:             ${post}/write -d '{"contact":"<id>","text":"Hi"}'
  is closed:          ${post}/close -d '{"ticketId":"<ticket id>"}'
  what he got:        curl ${url}/fake/replies
  what was closed:    curl ${url}/fake/closed
  calls to the app:   curl ${url}/fake/calls
  what came in:       curl ${url}/fake/log`);
}

void main();
