import { readFileSync } from 'fs';
import { join } from 'path';
import SwaggerParser from '@apidevtools/swagger-parser';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OpenAPI } from 'openapi-types';

export const DESCRIPTION_FILE = join(__dirname, '../../docs/openapi.json');

type Schema = Readonly<Record<string, unknown>>;

interface Media {
    readonly schema?: Schema;
    readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
type Contents = Readonly<Record<string, Media>>;

interface DescribedAnswer {
    readonly headers?: Readonly<Record<string, { readonly required?: boolean; readonly schema: Schema }>>;
    readonly content?: Contents;
}

interface Parameter {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
}

interface Operation {
    readonly parameters?: readonly Parameter[];
    readonly security?: ReadonlyArray<Readonly<Record<string, readonly string[]>>>;
    readonly requestBody?: { readonly required?: boolean; readonly content: Contents };
    readonly responses: Readonly<Record<string, DescribedAnswer>>;
}

type PathItem = Readonly<Record<string, unknown>> & { readonly parameters?: readonly Parameter[] };

interface Document {
    readonly info: { readonly version: string };
    readonly servers: ReadonlyArray<{ readonly url: string }>;
    readonly paths: Readonly<Record<string, PathItem>>;
    readonly components: {
        readonly schemas: Readonly<Record<string, Schema>>;
        readonly responses: Readonly<Record<string, DescribedAnswer>>;
        readonly securitySchemes: Readonly<Record<string, { type: string; in?: string; name?: string }>>;
    };
}

/** A request as it was made. Names of headers in lower case. */
export interface Asked {
    readonly method: string;
    /** As the document has it: `/room.close`. */
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
}

/** What was answered. Names of headers in lower case. */
export interface Answered {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly bytes: Buffer;
}

/** Methods of HTTP as an app may register them. */
export const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'] as const;

/** The page on the app's endpoints for machines (OpenAPI), asked whether what happens is what it says. */
export class HttpDescription {
    private readonly ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false });
    private readonly compiled = new Map<Schema, ValidateFunction>();

    private constructor(readonly document: Document) {
        addFormats(this.ajv);
    }

    /** Reads it and holds it against OpenAPI itself. Rejects where it is no valid description. */
    static async read(): Promise<HttpDescription> {
        const whole = (): OpenAPI.Document => JSON.parse(readFileSync(DESCRIPTION_FILE, 'utf8')) as OpenAPI.Document;
        await SwaggerParser.validate(whole());
        return new HttpDescription((await SwaggerParser.dereference(whole())) as unknown as Document);
    }

    get paths(): readonly string[] {
        return Object.keys(this.document.paths);
    }

    /** The methods that a path answers. */
    methods(path: string): readonly string[] {
        const item = this.document.paths[path] ?? {};
        return METHODS.filter((method) => item[method.toLowerCase()] !== undefined);
    }

    /** Every answer that is described by its status, as `POST /room 200`. */
    get answers(): readonly string[] {
        return this.paths.flatMap((path) =>
            this.methods(path).flatMap((method) =>
                Object.keys(this.operation(method, path)?.responses ?? {})
                    .filter((status) => status !== 'default')
                    .map((status) => `${method} ${path} ${status}`),
            ),
        );
    }

    /** Bodies that the document shows, by operation. */
    get examples(): ReadonlyArray<{ readonly path: string; readonly name: string; readonly body: unknown }> {
        return this.paths.flatMap((path) =>
            this.methods(path).flatMap((method) => {
                const media = this.operation(method, path)?.requestBody?.content['application/json'];
                return Object.entries(media?.examples ?? {}).map(([name, { value }]) => ({ path, name, body: value }));
            }),
        );
    }

    /** The first of the schemas in a schema's `anyOf` that a value fits, by its name. */
    firstFitting(schema: string, value: unknown): string | undefined {
        const { schemas } = this.document.components;
        const parts = (schemas[schema]?.['anyOf'] ?? []) as readonly Schema[];
        const fitting = parts.find((part) => this.problems(part, value).length === 0);
        return Object.entries(schemas).find(([, one]) => one === fitting)?.[0];
    }

    /** In what a request is not as described. */
    problemsOfRequest({ method, path, query, headers, body }: Asked): string[] {
        const operation = this.operation(method, path);
        if (operation === undefined) {
            return [`${method} ${path} is not described`];
        }
        const parameters = [...(this.document.paths[path]?.parameters ?? []), ...(operation.parameters ?? [])];
        const wrong = parameters.flatMap(({ name, required, schema }) => {
            const value = query[name];
            return value === undefined
                ? required === true
                    ? [`the query lacks ${name}`]
                    : []
                : this.problems(schema, value).map((problem) => `${name} ${problem}`);
        });
        return [
            ...wrong,
            ...(this.hasKey(operation, query, headers) ? [] : ['no key']),
            ...this.problemsOfBody(operation, headers['content-type'] ?? '', body),
        ];
    }

    /** In what an answer is not as described. 405 is described once for all. */
    problemsOfAnswer({ method, path }: Asked, { status, headers, bytes }: Answered): string[] {
        const { responses } = this.document.components;
        const own = this.operation(method, path)?.responses ?? {};
        const described =
            status === 405
                ? responses['MethodNotAllowed']
                : (own[String(status)] ?? (status === 500 ? own['default'] : undefined));
        if (described === undefined) {
            return [`${String(status)} is not described`];
        }
        const wrong = Object.entries(described.headers ?? {}).flatMap(([name, { required, schema }]) => {
            const value = headers[name.toLowerCase()];
            return value === undefined
                ? required === true
                    ? [`the header ${name} is missing`]
                    : []
                : this.problems(schema, value).map((problem) => `${name} ${problem}`);
        });
        return [...wrong, ...(method === 'HEAD' ? empty(bytes) : this.problemsOfContent(described, headers, bytes))];
    }

    private operation(method: string, path: string): Operation | undefined {
        return this.document.paths[path]?.[method.toLowerCase()] as Operation | undefined;
    }

    private hasKey({ security = [] }: Operation, query: Asked['query'], headers: Asked['headers']): boolean {
        const schemes = this.document.components.securitySchemes;
        const has = (name: string): boolean => {
            const { type = '', in: place, name: key = '' } = schemes[name] ?? {};
            return type === 'http'
                ? headers['authorization'] !== undefined
                : (place === 'query' ? query[key] : headers[key.toLowerCase()]) !== undefined;
        };
        return security.length === 0 || security.some((one) => Object.keys(one).every(has));
    }

    private problemsOfBody({ requestBody }: Operation, type: string, body: unknown): string[] {
        if (body === undefined) {
            return requestBody?.required === true ? ['the body is missing'] : [];
        }
        const media = requestBody?.content[bare(type)];
        if (media === undefined) {
            return [`a body of the type "${bare(type)}" is not described`];
        }
        return this.problems(media.schema ?? {}, body);
    }

    private problemsOfContent({ content }: DescribedAnswer, headers: Answered['headers'], bytes: Buffer): string[] {
        if (content === undefined) {
            return empty(bytes);
        }
        const type = bare(String(headers['content-type'] ?? ''));
        const media = content[type] ?? content['*/*'];
        if (media === undefined) {
            return [`a body of the type "${type}" is not described`];
        }
        const value: unknown =
            type === 'application/json' ? JSON.parse(bytes.toString('utf8')) : bytes.toString('utf8');
        return this.problems(media.schema ?? {}, value);
    }

    private problems(schema: Schema, value: unknown): string[] {
        const validate = this.compiled.get(schema) ?? this.ajv.compile(schema);
        this.compiled.set(schema, validate);
        validate(value);
        return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`.trim());
    }
}

const bare = (type: string): string => type.split(';')[0]?.trim().toLowerCase() ?? '';

const empty = (bytes: Buffer): string[] => (bytes.length === 0 ? [] : ['a body is not described']);
