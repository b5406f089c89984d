import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import type { RenewalModel } from './fit-renewals.ts';
import type { ValueParams } from './forecasts.ts';
import type { Reports } from './reports.ts';
import type { ChurnParams } from './risk.ts';
import type { listModelVersions as listModelVersionsEndpoint } from './value-contract.ts';

type Answer = AnswerOf<typeof listModelVersionsEndpoint>;
type Version = Answer['rows'][number];
type Row = {
  version: number;
  kind: Version['kind'];
  as_of: Date;
  fitted_at: Date;
  customers: number;
  current: boolean;
  params: unknown;
  report: unknown;
};

/** What was in force when, so that a score of any day can be told from the numbers it was given by. */
export async function listModelVersions(
  ctx: Ctx,
  { kind, limit }: QueryOf<typeof listModelVersionsEndpoint>,
): Promise<Answer> {
  const { timeZone } = await getOrganisation(ctx);
  const { rows } = await sql<Row>`
    select version, kind, as_of, fitted_at, customers, params, report,
      version = max(version) over (partition by kind) as current
    from scoring.models ${kind === undefined ? sql`` : sql`where kind = ${kind}`}
    order by version desc limit ${limit}`.execute(ctx.db);
  return {
    rows: rows.map(({ params, report, as_of, fitted_at, ...row }) => ({
      ...row,
      asOf: dayOf(as_of, timeZone),
      fittedAt: fitted_at,
      ...detailsOf(row.kind, params, report),
    })),
  };
}

type Details = Pick<Version, 'method' | 'bias' | 'auc' | 'yardstickAuc' | 'parameters'>;

const NOTHING: Details = { method: null, bias: null, auc: null, yardstickAuc: null, parameters: [] };

function detailsOf(kind: Version['kind'], params: unknown, report: unknown): Details {
  if (kind === 'value') return valueDetails(params as ValueParams, report as Reports['value'] | null);
  if (kind === 'churn') return churnDetails(params as ChurnParams, report as Reports['churn'] | null);
  if (kind === 'renewal') return renewalDetails(params as RenewalModel, report as Reports['renewal'] | null);
  if (kind === 'rhythm' && params) return { ...NOTHING, parameters: numbersIn(params) };
  return NOTHING;
}

function valueDetails({ purchase }: ValueParams, report: Reports['value'] | null): Details {
  const chosen = report?.candidates.find((candidate) => candidate.chosen);
  return {
    ...NOTHING,
    method: purchase.model,
    bias: chosen?.heldOut?.bias ?? null,
    parameters: numbersIn(purchase.params),
  };
}

const churnDetails = ({ method }: ChurnParams, report: Reports['churn'] | null): Details => ({
  ...NOTHING,
  method,
  auc: report?.model.auc ?? null,
  yardstickAuc: report?.yardstick.auc ?? null,
});

const renewalDetails = ({ method, renewal }: RenewalModel, report: Reports['renewal'] | null): Details => ({
  ...NOTHING,
  method,
  auc: report?.model.auc ?? null,
  yardstickAuc: report?.yardstick.auc ?? null,
  parameters: renewal ? numbersIn(renewal) : [],
});

const numbersIn = (params: object): Details['parameters'] =>
  Object.entries(params).flatMap(([name, value]) => (typeof value === 'number' ? [{ name, value }] : []));
