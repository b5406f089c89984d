/** Rules about segments themselves: being in another one, and the throw of a die that always falls the same. */
import { sql } from 'kysely';
import { relatedRows } from '#modules/customers/index.ts';
import { amongst, ruleKind, type RuleKind, type RuleRows } from '#platform/segment-rules.ts';

/** Whom there is. */
export const EVERYBODY: RuleRows = {
  key: 'customers.customers',
  from: sql`customers.customers`,
  single: true,
  where: () => sql`true`,
};

/** By reference to who is in, not by the other's conditions: a segment is evaluated after those it names. */
const memberRule = ruleKind({
  code: 'segments.member',
  name: { zh: '属于分群', en: 'In a segment' },
  slots: { segments: { type: 'pick', of: 'segments' } },
  sentence: { zh: '属于{segments}', en: 'is in {segments}' },
  valueKind: 'instant',
  judge: ({ segments }) => {
    const ids = segments.map(Number);
    return {
      rows: {
        key: `segments.members ${ids.join(',')}`,
        from: sql`segments.members`,
        single: ids.length === 1,
        where: (alias) => sql`${sql.ref(`${alias}.segment_id`)} = any(${ids}::int[])`,
      },
      inverted: false,
      value: (customerId) =>
        sql`(select min(since) from segments.members where customer_id = ${customerId} and segment_id = any(${ids}::int[]))`,
    };
  },
});

const drawnPercent = (id: ReturnType<typeof sql>, salt: string) =>
  sql`((hashint8extended(${id}, hashtextextended(${salt}, 0)) & 9223372036854775807) % 10000 / 100.0)`;

/** A customer draws a number from 0 to 100 by id and draw: the same for ever, and independent of other draws. */
const randomRule = ruleKind({
  code: 'segments.random',
  name: { zh: '随机抽样', en: 'Random split' },
  slots: {
    draw: { type: 'salt' },
    from: { type: 'number', unit: 'number', min: 0, max: 99 },
    to: { type: 'number', unit: 'number', min: 1, max: 100, initial: 50 },
  },
  sentence: {
    zh: '按“{draw}”随机抽中第 {from}–{to} %',
    en: 'is drawn at random into {from}–{to} % by “{draw}”',
  },
  valueKind: 'number',
  judge: ({ draw, from, to }) => ({
    rows: {
      ...EVERYBODY,
      where: (alias) => {
        const drawn = drawnPercent(sql.ref(`${alias}.customer_id`), draw);
        return sql`(${drawn} >= ${from} and ${drawn} < ${to})`;
      },
    },
    inverted: false,
    value: (customerId) => drawnPercent(sql`${customerId}::bigint`, draw),
  }),
});

/** Somebody's relations: the parents of children in the kindergarten class. Follows the others' comings and goings at night. */
const relatedRule = ruleKind({
  code: 'segments.related',
  name: { zh: '有关系的人属于分群', en: 'Related to a member of a segment' },
  slots: { relations: { type: 'pick', of: 'relations' }, segments: { type: 'pick', of: 'segments' } },
  sentence: { zh: '其{relations}属于{segments}', en: 'has the relation {relations} to somebody in {segments}' },
  valueKind: 'none',
  byTime: true,
  judge: ({ relations, segments }, scene) => ({
    rows: {
      key: `segments.related ${JSON.stringify([relations, segments])}`,
      from: sql`(select r.customer_id from (${relatedRows(relations.map(String), scene)}) as r
        join segments.members m on m.customer_id = r.other_id and m.segment_id = any(${segments.map(Number)}::int[]))`,
      single: false,
      where: () => sql`true`,
    },
    inverted: false,
    value: () => sql`null::text`,
  }),
});

const householdRule = ruleKind({
  code: 'segments.household',
  name: { zh: '同住家人属于分群', en: 'Lives with a member of a segment' },
  slots: { segments: { type: 'pick', of: 'segments' } },
  sentence: { zh: '有同住家人属于{segments}', en: 'lives with somebody in {segments}' },
  valueKind: 'none',
  byTime: true,
  judge: ({ segments }, scene) => ({
    rows: {
      key: `segments.household ${segments.join(',')}`,
      from: sql`(select own.customer_id from customers.household_members own
        join customers.household_members h on h.household_id = own.household_id and h.customer_id <> own.customer_id
        join segments.members m on m.customer_id = h.customer_id and m.segment_id = any(${segments.map(Number)}::int[])
        where true ${amongst(scene, 'own.customer_id')})`,
      single: false,
      where: () => sql`true`,
    },
    inverted: false,
    value: () => sql`null::text`,
  }),
});

export const ownRules: readonly RuleKind[] = [memberRule, relatedRule, householdRule, randomRule];
