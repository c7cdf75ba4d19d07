import type { Connection, LoginStep, PairingCode } from '../gateway/model';
import type { TextName } from '../lib/texts';
import type { ChannelPorts } from './channel';

/** How the owner of a connection links its account from here, where the provider lets him. */
export interface Login {
    /** What to do on the phone with the picture, and with a code. */
    readonly howToScan: TextName;
    readonly howToEnter: TextName;
    /** Where it stands now. @throws ChannelError */
    step(connection: Connection, ports: ChannelPorts): Promise<LoginStep>;
    /** Asks for a code for the account with this number (international, digits only). @throws ChannelError */
    pair(connection: Connection, phone: string, ports: ChannelPorts): Promise<PairingCode>;
}
