import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor, TOTAL_CAP } from '#shared/page.ts';
import type * as contract from './contract.ts';
import { CUSTOMERS_TABLE, findField, type Fields, type PlacedField } from './fields.ts';
import { parseFilters, type Condition } from './filters.ts';
import { readRows } from './rows.ts';
import { findCandidates } from './search.ts';
import { choosePage, countFitting, fitting, type Choice } from './selection.ts';
import { seesEverybody, visibleCustomers } from './scope.ts';

type Query = QueryOf<typeof contract.listCustomers>;
type Page = AnswerOf<typeof contract.listCustomers>;

/** A page of the list: chosen as ids first (`selection.ts`), then filled in by primary key. */
export async function listCustomers(ctx: Ctx, fields: Fields, query: Query): Promise<Page> {
  if (query.search && (query.sort ?? RELEVANCE) === RELEVANCE) return listByRelevance(ctx, fields, query);
  const choice = await choiceOf(ctx, fields, query);
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  const after = cursor && { value: cursor[0] as string | null, customerId: Number(cursor[1]) };
  const { chosen, total } = await choosePage(ctx, choice, after, query.limit + 1);
  const page = chosen.slice(0, query.limit);
  const last = page.at(-1);
  const values = shownFields(fields, query);
  return {
    rows: await readRows(
      ctx,
      page.map((row) => row.customer_id),
      values,
    ),
    next: chosen.length > query.limit && last ? encodeCursor([last.sort_value, last.customer_id]) : null,
    ...(!query.after && { total: cappedTotal(total ?? (await countFitting(ctx, choice, TOTAL_CAP + 1))) }),
  };
}

/** How well they fit what was searched for; the usual order where something was. */
const RELEVANCE = 'relevance';
const USUAL_SORT = 'customers.registeredAt';

/** All candidates that fit, in their order: there are few. */
async function listByRelevance(ctx: Ctx, fields: Fields, query: Query): Promise<Page> {
  const choice = await choiceOf(ctx, fields, { ...query, sort: USUAL_SORT });
  const { rows } = await sql<{ customer_id: number }>`${fitting(choice)}`.execute(ctx.db);
  const fit = new Set(rows.map((row) => row.customer_id));
  const ordered = (choice.search ?? []).filter((customerId) => fit.has(customerId));
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  const from = cursor ? Math.max(ordered.indexOf(Number(cursor[1])) + 1, Number(cursor[0])) : 0;
  const page = ordered.slice(from, from + query.limit);
  const last = page.at(-1);
  const end = from + page.length;
  return {
    rows: await readRows(ctx, page, shownFields(fields, query)),
    next: end < ordered.length && last ? encodeCursor([end, last]) : null,
    ...(!query.after && { total: { count: ordered.length, capped: false } }),
  };
}

export type ChoiceQuery = Pick<Query, 'search' | 'sort' | 'direction' | 'filter'>;

/** Checks what was asked and adds whom the actor may know of. */
export async function choiceOf(ctx: Ctx, fields: Fields, query: ChoiceQuery): Promise<Choice> {
  const conditions: Condition[] = parseFilters(fields, query.filter, (await getOrganisation(ctx)).timeZone);
  if (!seesEverybody(ctx)) {
    conditions.push({
      table: CUSTOMERS_TABLE,
      where: (alias) => visibleCustomers(ctx, alias),
      missingRowFits: false,
      values: null,
    });
  }
  return {
    sort: findField(fields, !query.sort || query.sort === RELEVANCE ? USUAL_SORT : query.sort, 'sortable'),
    direction: query.direction,
    conditions,
    search: query.search ? (await findCandidates(ctx, query.search)).map((one) => one.customerId) : null,
  };
}

const shownFields = (fields: Fields, query: Pick<Query, 'fields' | 'sort'>): PlacedField[] =>
  [
    ...new Set([
      !query.sort || query.sort === RELEVANCE ? USUAL_SORT : query.sort,
      ...(query.fields?.split(',').filter(Boolean) ?? []),
    ]),
  ].map((code) => findField(fields, code, 'shown'));

const cappedTotal = (count: number): Page['total'] => ({
  count: Math.min(count, TOTAL_CAP),
  capped: count > TOTAL_CAP,
});
