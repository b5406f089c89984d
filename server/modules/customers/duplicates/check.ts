/** The warning while somebody is being written down: who of the customers one may see is likely the same. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { normalizeEmail, normalizePhone } from '#platform/contacts.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import type * as contract from '../duplicates-contract.ts';
import type { ResemblingCustomer } from '../duplicates-contract.ts';
import { visibleCustomers } from '../scope.ts';
import { customerKeys, sharingKeys } from './candidates.ts';
import { scoreOf } from './groups.ts';
import { judgePairs } from './judge.ts';
import { readPersons, spelled } from './persons.ts';
import { getDuplicateSettings } from './settings.ts';
import { commonnessFor, findModel } from './stored-model.ts';
import type { Reason } from './reasons.ts';

type Draft = BodyOf<typeof contract.checkDuplicates>;

/** Nobody's id: stands for who is being written down. */
const DRAFT = 0;
const MOST_SHOWN = 5;

/** Never tells of a customer outside the actor's scope, not even that there is one. */
export async function checkDuplicates(ctx: Ctx, draft: Draft): Promise<AnswerOf<typeof contract.checkDuplicates>> {
  const found = new Map<number, Likeness>();
  for (const likeness of [...(await resembling(ctx, draft)), ...(await holding(ctx, draft))])
    if (likeness.customerId !== draft.customerId)
      found.set(likeness.customerId, {
        ...likeness,
        reasons: found.get(likeness.customerId)?.reasons ?? likeness.reasons,
      });
  const visible = await readVisible(ctx, [...found.keys()]);
  const rows = [...found.values()].flatMap(({ customerId, ...likeness }) => {
    const customer = visible.get(customerId);
    return customer ? [{ ...customer, ...likeness }] : [];
  });
  return { rows: rows.toSorted((a, b) => Number(b.exact) - Number(a.exact) || b.score - a.score).slice(0, MOST_SHOWN) };
}

type Likeness = { customerId: number; score: number; exact: boolean; reasons: Reason[] };

async function resembling(ctx: Ctx, draft: Draft): Promise<Likeness[]> {
  const stored = await findModel(ctx);
  if (!stored) return [];
  const settings = await getDuplicateSettings(ctx);
  const person = spelled(
    { ...draft, phones: draft.phone ? [draft.phone] : [], emails: draft.email ? [draft.email] : [] },
    settings,
  );
  const { factShare } = await commonnessFor(ctx, stored, [person]);
  const [sharing = []] = await sharingKeys(ctx, [customerKeys(person, stored.records, factShare)]);
  const persons = new Map([[DRAFT, person], ...(await readPersons(ctx, sharing, settings))]);
  const { shareOf } = await commonnessFor(ctx, stored, persons.values());
  const pairs = sharing.map((other) => [DRAFT, other] as const);
  return judgePairs(stored, persons, pairs, shareOf, settings.threshold).map(({ b, probability, exact, reasons }) => ({
    customerId: b,
    score: scoreOf(probability),
    exact,
    reasons,
  }));
}

/** Whoever the telephone or e-mail belongs to already: saving would find that customer. */
async function holding(ctx: Ctx, draft: Draft): Promise<Likeness[]> {
  const [phone, email] = [draft.phone && normalizePhone(draft.phone), draft.email && normalizeEmail(draft.email)];
  if (!phone && !email) return [];
  const { rows } = await sql<{ customer_id: number; kind: 'phone' | 'email' }>`
    select customer_id, kind from customers.known_identities
    where namespace = '' and (kind, value) in (('phone', ${phone ?? ''}), ('email', ${email ?? ''}))`.execute(ctx.db);
  return rows.map((row) => ({
    customerId: row.customer_id,
    score: 100,
    exact: true,
    reasons: [{ code: `${row.kind}.same`, weight: 0 }],
  }));
}

type Visible = Pick<ResemblingCustomer, 'customerId' | 'code' | 'name' | 'phone'>;

async function readVisible(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, Visible>> {
  const { rows } = await sql<Visible>`
    select c.customer_id as "customerId", c.code, c.name, c.phone from customers.customers c
    where c.customer_id = any(${[...customerIds]}::bigint[]) and ${visibleCustomers(ctx)}`.execute(ctx.db);
  return new Map(rows.map((row) => [row.customerId, row]));
}
