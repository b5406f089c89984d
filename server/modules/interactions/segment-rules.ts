/** What segments choose by behaviour: the sums by day answer, dropped interactions included. */
import { sql, type RawBuilder } from 'kysely';
import {
  amongst,
  asksForAny,
  asksForNone,
  comparison,
  daysOf,
  ruleKind,
  zeroFits,
  type RuleKind,
  type RuleRows,
  type Scene,
} from '#platform/segment-rules.ts';
import type { Window } from '#shared/rule-slots.ts';

const window = { type: 'window' } as const;
const kinds = { type: 'pick', of: 'interactions' } as const;

const chosen = (kinds: readonly (string | number)[]): RawBuilder<unknown> =>
  sql`array(select kind_id from interactions.kinds where code = any(${kinds.map(String)}::text[]))`;

function within(kinds: readonly (string | number)[], window: Window, scene: Scene): RawBuilder<unknown> {
  const { from, to } = daysOf(window, scene.today);
  const begins = from ? sql`and d.on_day >= ${from}::date` : sql``;
  return sql`d.kind_id = any(${chosen(kinds)}) and d.on_day <= ${to}::date ${begins} ${amongst(scene, 'd.customer_id')}`;
}

/** Days of interactions that are kept, and of those that were dropped. */
const days = (kinds: readonly (string | number)[], window: Window, scene: Scene): RawBuilder<unknown> => sql`
  select d.customer_id, d.times, d.on_day from interactions.days d where ${within(kinds, window, scene)}
  union all
  select d.customer_id, d.times, d.on_day from interactions.past_days d where ${within(kinds, window, scene)}`;

const keyOf = (...parts: unknown[]) => `interactions ${JSON.stringify(parts)}`;

function happened(kinds: readonly (string | number)[], window: Window, scene: Scene): RuleRows {
  return {
    key: keyOf('happened', kinds, daysOf(window, scene.today)),
    from: sql`(${days(kinds, window, scene)})`,
    single: false,
    where: () => sql`true`,
  };
}

const countRule = ruleKind({
  code: 'interactions.count',
  name: { zh: '行为次数', en: 'Behaviour, counted' },
  slots: { window, kinds, count: { type: 'compare', unit: 'count' } },
  sentence: { zh: '{window}{kinds}{count}次', en: '{kinds} {count} times {window}' },
  valueKind: 'count',
  judge: ({ window, kinds, count }, scene) => {
    const value = (customerId: number) =>
      sql`(select coalesce(sum(times), 0)::int from (${days(kinds, window, { ...scene, among: [customerId] })}) as v)`;
    if (asksForAny(count)) return { rows: happened(kinds, window, scene), inverted: false, value };
    if (asksForNone(count)) return { rows: happened(kinds, window, scene), inverted: true, value };
    const inverted = zeroFits(count);
    return {
      rows: {
        key: keyOf('sums', kinds, daysOf(window, scene.today)),
        from: sql`(select customer_id, sum(times) as times from (${days(kinds, window, scene)}) as d group by customer_id)`,
        single: true,
        where: (alias) => {
          const fits = comparison(sql.ref(`${alias}.times`), count);
          return inverted ? sql`not (${fits})` : fits;
        },
      },
      inverted,
      value,
    };
  },
});

const noneRule = ruleKind({
  code: 'interactions.none',
  name: { zh: '没有某种行为', en: 'No such behaviour' },
  slots: { window, kinds },
  sentence: { zh: '{window}没有{kinds}', en: 'no {kinds} {window}' },
  valueKind: 'day',
  judge: ({ window, kinds }, scene) => ({
    rows: happened(kinds, window, scene),
    inverted: true,
    value: (customerId) =>
      sql`(select max(on_day) from (${days(kinds, { kind: 'ever' }, { ...scene, among: [customerId] })}) as v)`,
  }),
});

/** Kept interactions, with what they were about. */
const pageRule = ruleKind({
  code: 'interactions.about',
  name: { zh: '浏览页面或使用功能', en: 'Viewed a page or used a feature' },
  slots: { window, kinds, words: { type: 'salt' } },
  sentence: { zh: '{window}{kinds}，内容含“{words}”', en: '{kinds} about “{words}” {window}' },
  valueKind: 'count',
  judge: ({ window, kinds, words }, scene) => {
    const { from, to } = daysOf(window, scene.today);
    const day = sql`(i.happened_at at time zone ${scene.timeZone})::date`;
    const pattern = `%${words.replace(/[\\%_]/g, String.raw`\$&`)}%`;
    const found = (scene: Scene) => sql`(select i.customer_id from interactions.interactions i
      where i.kind_id = any(${chosen(kinds)}) and ${day} <= ${to}::date ${from ? sql`and ${day} >= ${from}::date` : sql``}
        and (i.page ilike ${pattern} or i.detail ->> 'feature' ilike ${pattern} or i.detail ->> 'title' ilike ${pattern})
        ${amongst(scene, 'i.customer_id')})`;
    return {
      rows: { key: keyOf('about', kinds, window, words), from: found(scene), single: false, where: () => sql`true` },
      inverted: false,
      value: (customerId) => sql`(select count(*) from ${found({ ...scene, among: [customerId] })} as v)`,
    };
  },
});

/**
 * Something was done, and no order came within n days, those days being over: a cart left at the till. The moment of an
 * order is held against the moment of the deed, so an order of the same day counts if it came after.
 */
const withoutOrderRule = ruleKind({
  code: 'interactions.withoutOrder',
  name: { zh: '行为后没有下单', en: 'Behaviour without an order after it' },
  slots: { window, kinds, days: { type: 'number', unit: 'days', min: 0, max: 365, initial: 3 } },
  sentence: { zh: '{window}{kinds}后{days}天内没有下单', en: '{kinds} {window} and no order within {days} days' },
  valueKind: 'instant',
  judge: ({ window, kinds, days }, scene) => {
    const { from, to } = daysOf(window, scene.today);
    const left = (scene: Scene) => sql`(select d.customer_id, d.last_at from interactions.days d
      where d.kind_id = any(${chosen(kinds)}) and d.on_day <= ${to}::date - ${days}::int
        ${from ? sql`and d.on_day >= ${from}::date` : sql``} ${amongst(scene, 'd.customer_id')}
        and not exists (select from orders.orders o where o.customer_id = d.customer_id and o.status <> 'cancelled'
          and o.gross_cents > 0 and o.placed_at > d.last_at and o.placed_on <= d.on_day + ${days}::int))`;
    return {
      rows: {
        key: keyOf('left', kinds, window, days, scene.today),
        from: left(scene),
        single: false,
        where: () => sql`true`,
      },
      inverted: false,
      value: (customerId) => sql`(select max(v.last_at) from ${left({ ...scene, among: [customerId] })} as v)`,
    };
  },
});

export const interactionRules: readonly RuleKind[] = [countRule, noneRule, pageRule, withoutOrderRule];
