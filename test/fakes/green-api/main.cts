import { GreenApi } from './fake.cjs';

const TICK_MS = 200;

function option(name: string, otherwise: string): string {
    const at = process.argv.indexOf(`--${name}`);
    return (at < 0 ? undefined : process.argv[at + 1]) ?? otherwise;
}

/** Runs the fake alone: `tsx test/fakes/green-api/main.cts --port 4100 [--instance id --token t --phone p] [--restart-ms n] [--rates]` */
async function main(): Promise<void> {
    const instance = option('instance', '7103990042');
    const token = option('token', 'demo-token-of-the-fake-green-api');
    const phone = option('phone', '15550100999');
    const restartMs = Number(option('restart-ms', '0'));
    const fake = new GreenApi({ clock: Date, restartMs, rates: process.argv.includes('--rates') });
    fake.addInstance({ id: instance, token, phone });
    const url = await fake.start(Number(option('port', '4100')));
    const ticking = setInterval(() => fake.tick(), TICK_MS);
    const stop = (): void => {
        clearInterval(ticking);
        void fake.stop();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    console.log(`GREEN-API (fake) at ${url}
  instance ${instance}, token ${token}, number ${phone}
  a customer writes:  curl -X POST ${url}/fake/customer -H 'content-type: application/json' -d '{"phone":"15550100123","name":"Ann","text":"Hi"}'
  in a group:         the same with "groupId":"120363000000000042@g.us","title":"Club"
  his picture:        curl -X POST ${url}/fake/picture -H 'content-type: application/json' -d '{"chatId":"15550100123@c.us"}'
  the phone scans:    curl -X POST ${url}/fake/scan
  ... types a code:   curl -X POST ${url}/fake/code -H 'content-type: application/json' -d '{"code":"4F7KQ2WD"}'
  what was sent:      curl ${url}/fake/sent
  what he sees now:   curl '${url}/fake/seen?phone=15550100123'
  what came in:       curl ${url}/fake/log`);
}

void main();
