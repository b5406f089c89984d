import { sql, type RawBuilder } from 'kysely';

/** What customers can be divided by over time: everything whose moves are kept. */
export const DIVISIONS = ['stage', 'segment', 'class8', 'class4', 'band'] as const;
export type Division = (typeof DIVISIONS)[number];

const COLUMNS: Readonly<Record<Division, string>> = {
  stage: 'stage',
  segment: 'rfm_segment',
  class8: 'rfm_class8',
  class4: 'class4',
  band: 'risk_band',
};

export const columnOf = (what: Division): RawBuilder<string> => sql.ref(COLUMNS[what]);

/** Field of the customer list. */
export const fieldOf = (what: Division): string =>
  ({
    stage: 'scoring.stage',
    segment: 'scoring.rfmSegment',
    class8: 'scoring.rfmClass8',
    class4: 'scoring.class4',
    band: 'scoring.riskBand',
  })[what];

/**
 * Where everybody stood at a moment: `customer_id, value`. The last move up to it says so; without one, what the first
 * move after it came from; without any, what holds now. Whoever was first judged later is not there.
 */
export function stoodAt(moment: Date, what: Division): RawBuilder<unknown> {
  return sql`
    select s.customer_id, case when b.customer_id is not null then b.to_value
      when a.customer_id is not null then a.from_value else s.${columnOf(what)} end as value
    from scoring.scores s
    left join (
      select distinct on (customer_id) customer_id, to_value from scoring.changes
      where what = ${what} and changed_at <= ${moment} order by customer_id, changed_at desc
    ) b using (customer_id)
    left join (
      select distinct on (customer_id) customer_id, from_value from scoring.changes
      where what = ${what} and changed_at > ${moment} order by customer_id, changed_at
    ) a using (customer_id)
    where s.judged_at <= ${moment}`;
}
