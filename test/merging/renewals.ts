/** The plan of a record, renewed year by year: the end stands among its dates, the terms behind it are kept. */
import { sql } from 'kysely';
import { addDate, changeDate } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';

/** `years`: in which its terms ended, and the plan ends. */
export type Plan = { years: number[]; dateId: number | null };

export async function renew(ctx: Ctx, customerId: number, plan: Plan): Promise<void> {
  const year = 2026 + plan.years.length;
  plan.years.push(year);
  const end = { calendar: 'solar', year, month: 3, day: 31, leap: false, label: null } as const;
  if (plan.dateId === null) plan.dateId = (await addDate(ctx, customerId, { kind: 'plan_end', ...end })).dateId;
  else await changeDate(ctx, customerId, plan.dateId, { ...end, meaning: 'renewal' });
}

export async function yearsOf({ db }: Ctx, customerId: number): Promise<number[]> {
  const { rows } = await sql<{ year: number }>`
    select extract(year from ends_on)::int as year from customers.past_terms where customer_id = ${customerId}
    union all select year from customers.dates where customer_id = ${customerId} order by 1`.execute(db);
  return rows.map((row) => row.year);
}
