/** The app as Rocket.Chat knows it. */
export interface Us {
    readonly appId: string;
    /** User name of the app's own user. */
    readonly username: string;
}
