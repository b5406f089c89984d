import type { Ctx } from '#platform/context.ts';
import type { ChurnReport } from './churn-fit.ts';
import type { RenewalModel } from './fit-renewals.ts';
import type { LapseReport } from './lapse-fit.ts';
import type { Margin } from './margin.ts';
import type { ValueReport } from './value-fit.ts';

/** What is kept of a fit for people to see, by kind of model. */
export type Reports = { value: ValueReport & { margin: Margin | null }; churn: ChurnReport; renewal: LapseReport };

export type Reported<Kind extends keyof Reports> = {
  version: number;
  asOf: Date;
  fittedAt: Date;
  customers: number;
  report: Reports[Kind];
};

/** The report of the newest version of a kind; null when there is none. */
export async function reportOf<Kind extends keyof Reports>(ctx: Ctx, kind: Kind): Promise<Reported<Kind> | null> {
  const row = await ctx.db
    .selectFrom('scoring.models')
    .select(['version', 'as_of', 'fitted_at', 'customers', 'report'])
    .where('kind', '=', kind)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row?.report) return null;
  const { version, customers } = row;
  return { version, customers, asOf: row.as_of, fittedAt: row.fitted_at, report: row.report as Reports[Kind] };
}

/** By what customers under contract are judged; null before it was fitted. */
export async function renewalModelOf(ctx: Ctx): Promise<RenewalModel | null> {
  const row = await ctx.db
    .selectFrom('scoring.models')
    .select('params')
    .where('kind', '=', 'renewal')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row?.params as RenewalModel | undefined) ?? null;
}
