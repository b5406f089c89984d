import type { z } from 'zod';

/**
 * One endpoint as one value: the contract both sides of the wire import. The server mounts it, OpenAPI is printed from
 * it, the browser calls it. `permission` is a code of the permission list, or 'public' / 'signed-in'.
 */
export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType | 'stream' = z.ZodType | 'stream',
  Response extends z.ZodType | 'file' = z.ZodType | 'file',
> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: `/api/${string}`;
  summary: string;
  permission: string;
  /** 'customers': cut by whom the actor may see. 'none': holds nothing about single customers. */
  scope: 'customers' | 'none';
  /** For pages of other sites: nobody is signed in, and the handler says whose pages it takes. */
  crossOrigin?: true;
  /**
   * Whether what tells who somebody is (phones, e-mails, addresses, WeChat ids) is masked for roles that need not know it.
   * Given only where it differs from the rule: what is about customers is masked, the rest is not.
   */
  masked?: boolean;
  /** For writes: what makes a repeated call harmless, or why it is not. */
  idempotency?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  response: Response;
};

export function endpoint<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType | 'stream' = z.ZodUndefined,
  Response extends z.ZodType | 'file' = z.ZodType,
>(value: Endpoint<Params, Query, Body, Response>): Endpoint<Params, Query, Body, Response> {
  return value;
}

type Parsed<Schema, Streamed> = Schema extends z.ZodType ? z.output<Schema> : Streamed;
type Sent<Schema> = Schema extends z.ZodType ? z.input<Schema> : unknown;

/** What a handler receives, and what it answers. */
export type ParamsOf<E> =
  E extends Endpoint<infer P, z.ZodType, z.ZodType | 'stream', z.ZodType | 'file'> ? z.output<P> : never;
export type QueryOf<E> = E extends { query?: infer Q } ? Parsed<NonNullable<Q>, never> : never;
export type BodyOf<E, Streamed = never> = E extends { body?: infer B } ? Parsed<NonNullable<B>, Streamed> : never;
export type AnswerOf<E, File = never> = E extends { response: infer R }
  ? R extends z.ZodType
    ? z.output<R>
    : File
  : never;

/** What a caller sends, and what it gets. */
export type QueryInput<E> = E extends { query?: infer Q } ? Sent<NonNullable<Q>> : never;
export type BodyInput<E> = E extends { body?: infer B } ? Sent<NonNullable<B>> : never;
export type ResultOf<E> = E extends { response: infer R } ? (R extends z.ZodType ? z.input<R> : Blob) : never;
