/** What segments choose by relations and households. Tags and every other field are chosen by as fields are. */
import { sql, type RawBuilder } from 'kysely';
import {
  amongst,
  comparison,
  ruleKind,
  zeroFits,
  type RuleKind,
  type RuleRows,
  type Scene,
} from '#platform/segment-rules.ts';
import { livingIn } from './tombstones.ts';

/**
 * `customer_id` and `other_id`, as they are today, of the relations these words name: `parent` (somebody who is a parent
 * of the customer), `parent_back` (a child), `spouse`. A relation between records that were merged since is none.
 */
export const relatedRows = (words: readonly string[], scene: Scene): RawBuilder<unknown> => sql`
  select * from (
    select r.customer_id, ${livingIn(sql`r.other_id`)} as other_id from customers.relations r
    where r.kind || case r.way when 'back' then '_back' else '' end = any(${words}::text[])
      ${amongst(scene, 'r.customer_id')}) as related
  where other_id <> customer_id`;

const relatedRule = ruleKind({
  code: 'customers.related',
  name: { zh: '有某种关系', en: 'Has a relation' },
  slots: { relations: { type: 'pick', of: 'relations' } },
  sentence: { zh: '有{relations}', en: 'has the relation {relations}' },
  valueKind: 'none',
  judge: ({ relations }, scene) => ({
    rows: {
      key: `customers.related ${relations.join(',')}`,
      from: sql`(${relatedRows(relations.map(String), scene)})`,
      single: false,
      where: () => sql`true`,
    },
    inverted: false,
    value: () => sql`null::text`,
  }),
});

/** Of everybody in a household with others, how many these are. */
const housemates = (scene: Scene): Omit<RuleRows, 'where'> => ({
  key: 'customers.housemates',
  from: sql`(
    select own.customer_id, count(distinct h.customer_id) as others from customers.household_members own
    join customers.household_members h on h.household_id = own.household_id and h.customer_id <> own.customer_id
    where true ${amongst(scene, 'own.customer_id')} group by own.customer_id)`,
  single: true,
});

const householdRule = ruleKind({
  code: 'customers.household',
  name: { zh: '同住家人数', en: 'People in the household' },
  slots: { count: { type: 'compare', unit: 'count' } },
  sentence: { zh: '同住家人{count}位', en: 'lives with {count} others' },
  valueKind: 'none',
  judge: ({ count }, scene) => {
    const inverted = zeroFits(count);
    return {
      rows: {
        ...housemates(scene),
        where: (alias) => {
          const fits = comparison(sql.ref(`${alias}.others`), count);
          return inverted ? sql`not (${fits})` : fits;
        },
      },
      inverted,
      value: () => sql`null::text`,
    };
  },
});

export const relationRules: readonly RuleKind[] = [relatedRule, householdRule];
