import { startHost } from './host.cjs';

/**
 * Runs a local Rocket.Chat until it is interrupted:
 * `tsx test/host/main.cts --port 3000 --data <folder> --app <zip> --servers 2`.
 */

/** Option -> its value unless given; one without a value here has none unless given. */
const OPTIONS: Readonly<Record<string, string | undefined>> = {
    port: '3000',
    data: undefined,
    app: undefined,
    servers: '1',
    engine: undefined,
    password: 'admin',
    verbose: 'no',
};

/** `--name value` pairs; `--verbose` stands alone. Throws for what it does not know. */
function readOptions(words: readonly string[]): Readonly<Record<string, string | undefined>> {
    const given: Record<string, string | undefined> = { ...OPTIONS };
    for (let at = 0; at < words.length; at += 1) {
        const name = (words[at] ?? '').replace(/^--/, '');
        if (!(name in OPTIONS))
            throw new Error(`Unknown option ${String(words[at])}: use --${Object.keys(OPTIONS).join(', --')}`);
        given[name] = name === 'verbose' ? 'yes' : words[(at += 1)];
    }
    return given;
}

async function main(): Promise<void> {
    const { port, servers, password, data, app, engine, verbose } = readOptions(process.argv.slice(2));
    const host = await startHost({
        port: Number(port),
        servers: Number(servers),

        runtimeTimeoutMs: 30_000,
        ...(data !== undefined && { data }),
        ...(app !== undefined && { app }),
        ...(engine !== undefined && { engineVersion: engine }),
        ...(password !== undefined && { adminPassword: password }),
        ...(verbose === 'yes' && { onOutput: (server, line) => console.log(`[server ${String(server)}] ${line}`) }),
    });
    const apps = (await host.cluster.apps()).map(({ name, version, status }) => `${name} ${version} (${status})`);
    console.log(`Local Rocket.Chat: ${host.url}  user: admin  servers: ${String(host.engines.length)}`);
    console.log(`Apps: ${apps.length > 0 ? apps.join(', ') : 'none'}`);
    console.log(data === undefined ? 'In memory: gone when it stops.' : `Kept in ${data}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
            void host.stop().then(() => process.exit(0));
        });
    }
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
