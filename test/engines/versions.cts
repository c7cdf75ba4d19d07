/** One engine on one Deno, and where this engine differs from the newest. What is written here a test has seen. */
export interface Version {
    readonly engine: string;
    readonly deno: string;
    /** What the app hears of a call to Rocket.Chat that failed because of `the store is down`. */
    readonly failure: string;
    /** The app's status after its process died and the engine restarted it. It works in all of them. */
    readonly restarted: string;
    /** The app's status after a new version of it was uploaded, and after Rocket.Chat itself was started anew. */
    readonly updated: string;
    readonly startedAnew: string;
}

type Differences = Omit<Version, 'engine' | 'deno'>;

const NOW: Differences = {
    failure: 'the store is down',
    restarted: 'manually_enabled',
    updated: 'manually_enabled',
    startedAnew: 'manually_enabled',
};

/**
 * Whoever saves a setting of an app in one of the older engines also saves the status that the app had when the engine
 * last read its record (`AppSettingsManager.updateAppSetting` stores the whole record that it has in memory). After an
 * installation that is `initialized`: the next update or start of Rocket.Chat leaves the app so, until an administrator
 * enables it, although it worked before.
 */
const STATUS_LOST = 'initialized';

const ENGINES: Readonly<Record<string, Differences>> = {
    '1.46.0': {
        // The runtime makes an error of the answer's error object, whose words are lost.
        failure: '[object Object]',
        // It initializes a restarted app and does not tell it its status.
        restarted: 'constructed',
        // An update enables every app, whatever it was before.
        updated: 'auto_enabled',
        startedAnew: STATUS_LOST,
    },
    '1.53.1': { ...NOW, restarted: STATUS_LOST, updated: STATUS_LOST, startedAnew: STATUS_LOST },
    '1.59.0': NOW,
    '1.62.0': NOW,
};

/** Rocket.Chat brings its own Deno, 1.37 to 1.43 with most of these engines: as npm packages there are 1.46 and later. */
const DENOS = ['1.46.3', '2.3.7'];

export const VERSIONS: readonly Version[] = Object.entries(ENGINES).flatMap(([engine, differences]) =>
    DENOS.map((deno) => ({ engine, deno, ...differences })),
);
