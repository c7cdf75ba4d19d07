import { Edna } from './fake.cjs';

const TICK_MS = 200;

function option(name: string, otherwise: string): string {
    const at = process.argv.indexOf(`--${name}`);
    return (at < 0 ? undefined : process.argv[at + 1]) ?? otherwise;
}

/** Runs the fake alone: `tsx test/fakes/edna/main.cts --port 4300 [--key k --subject-id 5501 --webhook-key w] [--seed-path]` */
async function main(): Promise<void> {
    const key = option('key', 'demo-api-key-of-the-fake-edna');
    const subjectId = Number(option('subject-id', '5501'));
    const webhookKey = option('webhook-key', '');
    const fake = new Edna({ clock: Date });
    fake.habits.seedPath = process.argv.includes('--seed-path');
    fake.addAccount({ key, ...(webhookKey === '' ? {} : { webhookKey }) });
    fake.addSubject(key, { subjectId, subject: 'shop_wa', phone: '79005550100' });
    const url = await fake.start(Number(option('port', '4300')));
    const ticking = setInterval(() => fake.tick(), TICK_MS);
    const stop = (): void => {
        clearInterval(ticking);
        void fake.stop();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const post = `curl -H 'content-type: application/json' ${url}/fake`;
    console.log(`edna (fake) at ${url}
  API key ${key}, channel ${String(subjectId)} (WHATSAPP, shop_wa)
  callbacks go to:    ${post}/callbacks -d '{"url":"http://localhost:3000/api/apps/public/<app id>/webhooks/edna?token=<token>"}'
  a client writes:    ${post}/customer -d '{"phone":"79005550101","name":"Anna","text":"Hi"}'
  the next fail:      ${post}/outcome -d '{"phone":"79005550101","statuses":["SENT","UNDELIVERED"]}'
  what was sent:      curl ${url}/fake/sent
  what came in:       curl ${url}/fake/log`);
}

void main();
