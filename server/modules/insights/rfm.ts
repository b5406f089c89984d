import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { getRfmSettings, getVocabulary, type Named } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type { Question } from './answers.ts';
import type { getRfmPicture, RfmGroup } from './contract.ts';
import { shareOf } from './counted.ts';

/** Without the thresholds, which are read beside a kept answer. */
type Picture = Omit<AnswerOf<typeof getRfmPicture>, 'asOf' | 'refreshing' | 'model'>;

export const rfmPicture: Question<object, Picture> = { name: 'rfm', work: lookAtRfm };

/** Customers of equal scores and names, summed: a few hundred rows from one pass over scores and totals. */
type Group = {
  r: number | null;
  f: number | null;
  segment: string | null;
  class8: string | null;
  class4: string | null;
  customers: number;
  grossCents: number;
  netCents: number;
  orders: number;
  recencyDays: number;
  monetaryCents: number;
};

const SCORES = [1, 2, 3, 4, 5] as const;

async function lookAtRfm(ctx: Ctx): Promise<Picture> {
  const { currency } = await getOrganisation(ctx);
  const { segmentMap, monetary } = await getRfmSettings(ctx);
  const words = await getVocabulary(ctx);
  const groups = await countGroups(ctx, monetary);
  const scored = groups.filter(({ r }) => r !== null);
  const everybody = totalOf(scored);
  const table = (names: readonly Named[], field: string, codeOf: (group: Group) => string | null): RfmGroup[] =>
    withLeftovers(names, scored, codeOf).map((named) =>
      groupOf(named, field, totalOf(scored.filter((group) => codeOf(group) === named.code)), everybody),
    );
  return {
    currency,
    scored: everybody.customers,
    prospects: totalOf(groups).customers - everybody.customers,
    cells: SCORES.toReversed().flatMap((r) =>
      SCORES.map((f) => {
        const cell = totalOf(scored.filter((group) => group.r === r && group.f === f));
        return {
          r,
          f,
          segment: segmentMap.cells[`${r}${f}`] ?? '',
          customers: cell.customers,
          share: shareOf(cell.customers, everybody.customers),
          grossCents: cell.grossCents,
          netCents: cell.netCents,
          filters: [`r:min:${r}`, `r:max:${r}`, `f:min:${f}`, `f:max:${f}`].map((filter) => `scoring.${filter}`),
        };
      }),
    ),
    segments: table(words.segments, 'rfmSegment', (group) => group.segment),
    class8: table(words.class8, 'rfmClass8', (group) => group.class8),
    class4: table(words.class4, 'class4', (group) => group.class4),
    definitions: {
      r: 'scoring.recency_days',
      f: 'scoring.frequency',
      m: 'scoring.monetary',
      segment: 'scoring.rfm_segment',
    },
  };
}

async function countGroups(ctx: Ctx, monetary: 'gross' | 'net'): Promise<Group[]> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  const { rows } = await sql<Group>`
    select r, f, rfm_segment as segment, rfm_class8 as class8, class4, count(*)::int as customers,
      sum(gross_cents)::bigint as "grossCents", sum(net_cents)::bigint as "netCents", sum(orders)::bigint as orders,
      coalesce(sum(greatest(${today}::date - last_purchase_day, 0)), 0)::bigint as "recencyDays",
      sum(${sql.ref(monetary === 'gross' ? 'gross_cents' : 'net_cents')})::bigint as "monetaryCents"
    from scoring.scores join orders.rollups using (customer_id)
    group by 1, 2, 3, 4, 5`.execute(ctx.db);
  return rows;
}

type Total = Pick<Group, 'customers' | 'grossCents' | 'netCents' | 'orders' | 'recencyDays' | 'monetaryCents'>;

function totalOf(groups: readonly Group[]): Total {
  const total = { customers: 0, grossCents: 0, netCents: 0, orders: 0, recencyDays: 0, monetaryCents: 0 };
  for (const group of groups) for (const key of Object.keys(total) as (keyof Total)[]) total[key] += group[key];
  return total;
}

/** Codes that the settings no longer know stay visible until everybody has been judged by the new ones. */
function withLeftovers(
  names: readonly Named[],
  groups: readonly Group[],
  codeOf: (group: Group) => string | null,
): Named[] {
  const known = new Set(names.map(({ code }) => code));
  const leftovers = new Set(groups.map(codeOf).filter((code) => code !== null && !known.has(code)));
  return [...names, ...[...leftovers].map((code) => ({ code: code ?? '', zh: code ?? '', en: code ?? '' }))];
}

function groupOf(named: Named, field: string, total: Total, everybody: Total): RfmGroup {
  const mean = (sum: number) => (total.customers === 0 ? null : sum / total.customers);
  return {
    ...named,
    customers: total.customers,
    share: shareOf(total.customers, everybody.customers),
    filters: [`scoring.${field}:is:${named.code}`],
    grossCents: total.grossCents,
    netCents: total.netCents,
    revenueShare: shareOf(total.grossCents, everybody.grossCents),
    meanRecencyDays: mean(total.recencyDays),
    meanOrders: mean(total.orders),
    meanMonetaryCents: mean(total.monetaryCents),
  };
}
