/** Agents' files, which RapidPro fetches by their addresses (mailroom, services/tickets/utils.go). */
import type { Connection, ReplyFile } from '../../gateway/model';
import type { ChannelPorts } from '../channel';
import type { Attachment } from './render';

/** What mailroom reads of a file. */
const FILE_LIMIT_BYTES = 10 * 1024 * 1024;

/** Whether RapidPro would take it. A file of which versions before kept the name alone cannot be fetched. */
export const fits = ({ id, size }: ReplyFile): boolean => id !== '' && size <= FILE_LIMIT_BYTES;

/**
 * The addresses of files. Mailroom fetches with the token of an administrator, which opens the workspace's own addresses
 * unless files are for the members of their room alone: then, or where that is set, links of ours.
 */
export async function attachmentsOf(
    files: readonly ReplyFile[],
    { credentials }: Connection,
    ports: ChannelPorts,
): Promise<readonly Attachment[]> {
    if (files.length === 0) {
        return [];
    }
    const wanted = credentials.plain.files;
    const signed = wanted === 'signed' || (wanted !== 'workspace' && (await ports.files.restricted()));
    const { files: workspace } = ports;
    return Promise.all(
        files.map(async ({ id, name, type }) => ({
            type,
            url: await (signed ? workspace.link(id, name, type) : workspace.own(id, name, type)),
        })),
    );
}
