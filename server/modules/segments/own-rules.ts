/** Rules about segments themselves: being in another one, and the throw of a die that always falls the same. */
import { sql } from 'kysely';
import { ruleKind, type RuleKind, type RuleRows } from '#platform/segment-rules.ts';

/** Whom there is. */
export const EVERYBODY: RuleRows = {
  key: 'customers.customers',
  from: sql`customers.customers`,
  single: true,
  where: () => sql`true`,
};

export const MEMBER_RULE = 'segments.member';

/** By reference to who is in, not by the other's conditions: a segment is evaluated after those it names. */
const memberRule = ruleKind({
  code: MEMBER_RULE,
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
    to: { type: 'number', unit: 'number', min: 1, max: 100 },
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

export const ownRules: readonly RuleKind[] = [memberRule, randomRule];
