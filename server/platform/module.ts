/**
 * What a module offers to the house. `app.ts` mounts it; a module never reaches up, it hands descriptions down
 * (importers, list fields, timeline sources …) that earlier modules work with.
 */
import type { Readable } from 'node:stream';
import type { AnswerOf, BodyOf, Endpoint, ParamsOf, QueryOf } from '#shared/endpoint.ts';
import type { BatchUndo } from './batch-undo.ts';
import type { Ctx } from './context.ts';
import type { CustomerFieldSource, FieldUse, TimelineSource } from './fields.ts';
import type { Importer } from './importer.ts';
import type { OwnedTable } from './owned-tables.ts';
import type { RuleKind } from './segment-rules.ts';

export type FileAnswer = { fileName: string; contentType: string; body: Readable | Buffer | string };

export type Input<E> = {
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E, Readable>;
  headers: Record<string, string | string[] | undefined>;
  /** Where the request came from; for limits only, never kept. */
  ip: string;
};

export type Route = {
  endpoint: Endpoint;
  handle: (ctx: Ctx, input: Input<Endpoint>) => Promise<unknown>;
  /** Writes run in one transaction unless they manage their own (uploads, long work). */
  transaction: boolean;
};

export function route<E extends Endpoint>(
  endpoint: E,
  handle: (ctx: Ctx, input: Input<E>) => Promise<AnswerOf<E, FileAnswer>>,
  options: { transaction?: boolean } = {},
): Route {
  return {
    endpoint,
    handle,
    transaction: options.transaction ?? endpoint.method !== 'GET',
  };
}

/** A permission and the roles that have it from the start. The administrator has every permission. */
export type Permission = {
  code: string;
  roles: readonly string[];
  /** Shows or changes what is over everybody and cannot be cut: only for those who may know of all customers. */
  overEverybody?: boolean;
};

/** Work that hangs on a person, handed over when somebody leaves, after the customers have changed hands. */
export type HandOver = {
  kind: string;
  count: (ctx: Ctx, fromId: string) => Promise<number>;
  /** Gives each piece to whoever owns its customer now, else in turn to those who take over; answers how many moved. */
  move: (ctx: Ctx, fromId: string, toIds: readonly string[]) => Promise<number>;
};

/** Hears an event; recomputes, so hearing it twice does no harm. */
export type Reaction = (ctx: Ctx, payload: { customerIds: number[]; segmentId?: number }) => Promise<unknown>;

export type Module = {
  name: string;
  permissions: readonly Permission[];
  routes: readonly Route[];
  /** Background work by name; payloads are the module's own. */
  jobs?: Readonly<Record<string, (ctx: Ctx, payload: never) => Promise<void>>>;
  /** Like `jobs`, for work that mostly waits for other servers' answers. */
  waitingJobs?: Readonly<Record<string, (ctx: Ctx, payload: never) => Promise<void>>>;
  importers?: readonly Importer[];
  /** How the module takes back what an import brought. */
  batchUndo?: BatchUndo;
  customerFields?: readonly CustomerFieldSource[];
  timeline?: readonly TimelineSource[];
  /** What this module builds on fields of customers. */
  fieldUses?: readonly FieldUse[];
  handOvers?: readonly HandOver[];
  /** Every customer-owned and directory table of the module. */
  ownedTables?: readonly OwnedTable[];
  /** Of the module that knows: whom a customer's id leads to that was merged into another. Asked of every `:customerId`. */
  livingCustomer?: (ctx: Ctx, customerId: number) => Promise<number>;
  /** What segments can choose customers by, beside the fields of customers. */
  segmentRules?: readonly RuleKind[];
};
