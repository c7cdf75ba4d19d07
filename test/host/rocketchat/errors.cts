/**
 * An error as the server throws it (`Meteor.Error`): the message carries reason and code in this form, and it is the
 * message alone that crosses to an app.
 */
export class ServerError extends Error {
    override readonly name = 'ServerError';

    constructor(
        readonly code: string,
        reason?: string,
    ) {
        super(reason === undefined ? `[${code}]` : `${reason} [${code}]`);
    }
}
