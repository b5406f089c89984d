import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { readCustomers } from './customers.ts';
import { readRows } from './rows.ts';
import { mostRecent, type searchCustomers, type SearchMatch } from './search-contract.ts';
import { areKeysBehind } from './search-keys.ts';
import { findCandidates } from './search.ts';

/** The first few whom the text may mean; without one, those of the given customers whom the actor may know of. */
export async function answerSearch(
  ctx: Ctx,
  { search, recent, limit }: QueryOf<typeof searchCustomers>,
): Promise<AnswerOf<typeof searchCustomers>> {
  const found = search
    ? (await findCandidates(ctx, search)).slice(0, limit)
    : (await visibleOf(ctx, mostRecent(recent))).map((customerId) => ({ customerId, by: null }));
  const rows = await readRows(
    ctx,
    found.map((one) => one.customerId),
    [],
  );
  const by = new Map(found.map((one) => [one.customerId, one.by]));
  return {
    rows: rows.map(({ customerId, code, name, phone }) => ({
      customerId,
      code,
      name,
      phone,
      by: wordFor(by.get(customerId) ?? null, name),
    })),
    behind: search !== '' && (await areKeysBehind(ctx)),
  };
}

/** A name in letters is found by itself, not by how it sounds. */
const wordFor = (by: SearchMatch | null, name: string | null): SearchMatch | null =>
  by === 'sound' && !/\p{Script=Han}/u.test(name ?? '') ? 'name' : by;

async function visibleOf(ctx: Ctx, customerIds: readonly number[]): Promise<number[]> {
  const visible = await readCustomers(ctx, customerIds);
  return customerIds.filter((customerId) => visible.has(customerId));
}
