import { HttpFailure } from '../../gateway/ports';
import { hostOf, isPrivate } from '../../lib/address';
import { literal, object, tryDecode } from '../../lib/decode';
import { appAddress } from '../webhooks';
import type { CommandCall } from './command';

const health = object({ status: literal('ok') });
/** It is this very app that answers, so this is long. */
const HEALTH_TIMEOUT_MS = 5_000;

/** An address as it is kept: without slash at the end; undefined for what cannot be the address of a workspace. */
export function addressIn(typed: string): string | undefined {
    const address = typed.replace(/\/+$/, '');
    return hostOf(address) === undefined || /[?#@\\\s]/.test(address) ? undefined : address;
}

/**
 * What speaks against an address as the one under which providers reach this workspace, in the caller's words: it is not
 * https, it is private, or this app does not answer there. Warnings, since from here it may look otherwise than from
 * outside.
 */
export async function warningsAbout(call: CommandCall, address: string): Promise<string[]> {
    const { say } = call;
    return [
        ...(address.startsWith('https://') ? [] : [say('addressNotHttps', { address })]),
        ...(isPrivate(address) ? [say('addressPrivate', { address })] : []),
        ...((await isAnswered(call, address)) ? [] : [say('addressSilent', { address })]),
    ];
}

async function isAnswered({ appId, gateway }: CommandCall, address: string): Promise<boolean> {
    try {
        const url = `${appAddress(address, appId)}/health`;
        const { status, json } = await gateway.http.request({ method: 'GET', url, timeoutMs: HEALTH_TIMEOUT_MS });
        return status === 200 && tryDecode(health, json) !== undefined;
    } catch (error) {
        if (error instanceof HttpFailure) {
            return false;
        }
        throw error;
    }
}
