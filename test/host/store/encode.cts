import { deserialize, serialize } from 'v8';

/**
 * Any value that a structured clone takes (dates, buffers, any field name) as text, for a field of the store: the
 * embedded database refuses field names with dots, and it would hand out shared buffers.
 */
export const encode = (value: unknown): string => serialize(value).toString('base64');

/** The inverse of `encode`; every call makes a fresh copy. */
export const decode = (text: string): unknown => deserialize(Buffer.from(text, 'base64'));
