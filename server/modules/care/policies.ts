import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { getRfmSettings } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { POLICY_DEFINITIONS } from './definitions.ts';
import { listDocuments, saveDocument } from './documents.ts';
import type { TwoTexts } from './named.ts';
import type * as contract from './policy-contract.ts';
import type { Policy } from './policy-contract.ts';
import { policyFor } from './policy-content.ts';
import { getVipRule, isVip } from './vip.ts';

export type NamedPolicy = Policy & { code: string; name: TwoTexts; changed: boolean };

/** One policy per class of the vocabulary in force, best class first. */
export async function policiesInForce(ctx: Ctx): Promise<NamedPolicy[]> {
  const { class4 } = await getRfmSettings(ctx);
  const saved = await listDocuments<Partial<Policy>>(ctx, 'policy');
  return class4.classes.map(({ code, zh, en }) => ({
    ...policyFor(code),
    ...saved.get(code),
    code,
    name: { zh, en },
    changed: saved.has(code),
  }));
}

type Counted = { code: string; customers: number; owned: number; expected: number };

/** The policies with what they come to for the customers one may know of: how many, suggested budget, hours. */
export async function listPolicies(ctx: Ctx): Promise<AnswerOf<typeof contract.listPolicies>> {
  const { rows } = await sql<Counted>`
    select s.class4 as code, count(*)::int as customers, count(c.owner_id)::int as owned,
      coalesce(sum(s.expected_net_cents), 0)::bigint as expected
    from scoring.scores s join customers.customers c using (customer_id)
    where s.class4 is not null and ${visibleCustomers(ctx)} group by 1`.execute(ctx.db);
  const counted = new Map(rows.map((row) => [row.code, row]));
  const vip = await getVipRule(ctx);
  const { rows: vips } = await sql<{ count: number }>`
    select count(*)::int from orders.rollups r join scoring.scores s using (customer_id)
      join customers.customers c using (customer_id)
    where ${isVip(vip)} and ${visibleCustomers(ctx)}`.execute(ctx.db);
  return {
    rows: (await policiesInForce(ctx)).map((policy) => {
      const { customers = 0, owned = 0, expected = 0 } = counted.get(policy.code) ?? {};
      const contactsPerMonth = policy.contactEveryDays === null ? 0 : (owned * 30) / policy.contactEveryDays;
      return {
        ...policy,
        customers,
        owned,
        expectedNetCents: expected,
        careBudgetCents: Math.round(expected * policy.careShare),
        contactsPerMonth,
        hoursPerMonth: (contactsPerMonth * policy.contactMinutes) / 60,
      };
    }),
    vip,
    vips: vips[0]?.count ?? 0,
    currency: (await getOrganisation(ctx)).currency,
    definitions: POLICY_DEFINITIONS,
  };
}

export async function getPolicy(ctx: Ctx, code: string): Promise<NamedPolicy> {
  const policy = (await policiesInForce(ctx)).find((one) => one.code === code);
  if (!policy) throw new NotFoundError('care.no_such_class', 'There is no such class.');
  return policy;
}

/** Hours until somebody answers, as the class of each of these customers is promised; nothing for whoever has no class. */
export async function promisedHours(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, number>> {
  const hours = new Map((await policiesInForce(ctx)).map((policy) => [policy.code, policy.answerWithinHours]));
  const { rows } = await sql<{ customer_id: number; class4: string }>`
    select customer_id, class4 from scoring.scores
    where customer_id = any(${customerIds}::bigint[]) and class4 is not null`.execute(ctx.db);
  return new Map(
    rows.flatMap(({ customer_id: customerId, class4 }) => {
      const promised = hours.get(class4);
      return promised === undefined ? [] : [[customerId, promised] as const];
    }),
  );
}

export async function savePolicy(ctx: Ctx, code: string, policy: Policy): Promise<Policy> {
  await getPolicy(ctx, code);
  await saveDocument(ctx, 'policy', code, policy);
  return policy;
}
