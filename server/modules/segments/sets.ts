/**
 * Sets of customers, and the statement an expert would write for them. A condition is a set of rows that make a customer
 * fit, or that make a customer not fit ("never bought": everybody but the buyers). So a set is kept with a sign, and
 * the rules of De Morgan bring every tree of AND, OR and NOT to joins, unions and anti-joins: nobody is looked at who
 * cannot matter, and everybody as a whole only where the answer is "everybody but".
 */
import { sql, type RawBuilder } from 'kysely';
import { amongst, type Judged, type RuleRows, type Scene } from '#platform/segment-rules.ts';

type SetOf =
  | { kind: 'rows'; rows: RuleRows }
  | { kind: 'all'; of: readonly SetOf[]; without: readonly SetOf[] }
  | { kind: 'any'; of: readonly SetOf[] };

/** `inverted`: everybody but the set. */
export type Chosen = { set: SetOf; inverted: boolean };

export const chosenBy = ({ rows, inverted }: Judged): Chosen => ({ set: { kind: 'rows', rows }, inverted });

export const invert = ({ set, inverted }: Chosen): Chosen => ({ set, inverted: !inverted });

export function all(parts: readonly Chosen[]): Chosen {
  const named = parts.filter(({ inverted }) => !inverted).map(({ set }) => set);
  const excepted = parts.filter(({ inverted }) => inverted).map(({ set }) => set);
  if (named.length === 0) return { set: union(excepted), inverted: true };
  return { set: intersection(named, excepted), inverted: false };
}

export const any = (parts: readonly Chosen[]): Chosen => invert(all(parts.map(invert)));

function union(sets: readonly SetOf[]): SetOf {
  const flat = sets.flatMap((set) => (set.kind === 'any' ? set.of : [set]));
  const merged = mergeRows(flat, (a, b) => sql`(${a} or ${b})`);
  return merged.length === 1 && merged[0] ? merged[0] : { kind: 'any', of: merged };
}

function intersection(named: readonly SetOf[], excepted: readonly SetOf[]): SetOf {
  const flat = named.flatMap((set) => (set.kind === 'all' ? set.of : [set]));
  const inner = named.flatMap((set) => (set.kind === 'all' ? set.without : []));
  const without = [...inner, ...excepted].flatMap((set) => (set.kind === 'any' ? set.of : [set]));
  const of = mergeRows(flat, (a, b) => sql`(${a} and ${b})`);
  const { kept, rest } = foldExceptions(of, without);
  return kept.length === 1 && kept[0] && rest.length === 0 ? kept[0] : { kind: 'all', of: kept, without: rest };
}

/** Conditions on the same row are one condition. Rows that count by being there are the same when their key is. */
function mergeRows(
  sets: readonly SetOf[],
  join: (a: RawBuilder<boolean>, b: RawBuilder<boolean>) => RawBuilder<boolean>,
) {
  const byKey = new Map<string, RuleRows>();
  const others: SetOf[] = [];
  for (const set of sets) {
    if (set.kind !== 'rows') {
      others.push(set);
      continue;
    }
    const { rows } = set;
    const known = byKey.get(rows.key);
    const both = known && { ...rows, where: (alias: string) => join(known.where(alias), rows.where(alias)) };
    byKey.set(rows.key, known ? (rows.single && both ? both : known) : rows);
  }
  return [...[...byKey.values()].map((rows): SetOf => ({ kind: 'rows', rows })), ...others];
}

/** An exception about a row that is looked at anyway is one more condition on it. */
function foldExceptions(of: readonly SetOf[], without: readonly SetOf[]): { kept: SetOf[]; rest: SetOf[] } {
  const kept = [...of];
  const rest = without.filter((set) => {
    if (set.kind !== 'rows' || !set.rows.single) return true;
    const at = kept.findIndex((one) => one.kind === 'rows' && one.rows.key === set.rows.key);
    const found = kept[at];
    if (found?.kind !== 'rows') return true;
    const [{ rows }, exception] = [found, set.rows];
    const where = (alias: string) => sql<boolean>`(${rows.where(alias)} and (${exception.where(alias)}) is not true)`;
    kept[at] = { kind: 'rows', rows: { ...rows, where } };
    return false;
  });
  return { kept, rest };
}

/** Selects the `customer_id` of whoever is in, each once. `everybody`: the customers there are, for the scene and viewer. */
export function statementOf(
  chosen: Chosen,
  everybody: RuleRows,
  scene: Scene,
  onlyVisible: boolean,
): RawBuilder<unknown> {
  return new Writer(scene).distinct(named(chosen, everybody, onlyVisible));
}

/** Selects how many are in. */
export function countOf(chosen: Chosen, everybody: RuleRows, scene: Scene, onlyVisible: boolean): RawBuilder<unknown> {
  return new Writer(scene).count(named(chosen, everybody, onlyVisible));
}

function named(chosen: Chosen, everybody: RuleRows, onlyVisible: boolean): SetOf {
  const whole: Chosen = { set: { kind: 'rows', rows: everybody }, inverted: false };
  return chosen.inverted || onlyVisible ? all([whole, chosen]).set : chosen.set;
}

/** Writes one statement; aliases are counted, so that no two parts of it share one. */
class Writer {
  readonly scene: Scene;
  #aliases = 0;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  distinct(set: SetOf): RawBuilder<unknown> {
    if (set.kind === 'rows') return this.#rows(set.rows, !set.rows.single);
    return set.kind === 'any' ? this.#any(set.of) : this.#all(set.of, set.without);
  }

  /** `count(distinct)` sorts: half the time of a table of all who were seen, where a million rows name half a million. */
  count(set: SetOf): RawBuilder<unknown> {
    if (set.kind !== 'rows' || set.rows.single)
      return sql`select count(*)::int as count from (${this.distinct(set)}) as fits`;
    const alias = this.#alias();
    return sql`select count(distinct ${sql.ref(`${alias}.customer_id`)})::int as count
      from ${set.rows.from} as ${sql.ref(alias)} where ${this.#condition(set.rows, alias)}`;
  }

  #alias(): string {
    this.#aliases += 1;
    return `s${this.#aliases}`;
  }

  #condition(rows: RuleRows, alias: string): RawBuilder<unknown> {
    return sql`${rows.where(alias)} ${amongst(this.scene, `${alias}.customer_id`)}`;
  }

  #rows(rows: RuleRows, distinct: boolean): RawBuilder<unknown> {
    const alias = this.#alias();
    return sql`select ${distinct ? sql`distinct` : sql``} ${sql.ref(`${alias}.customer_id`)}
      from ${rows.from} as ${sql.ref(alias)} where ${this.#condition(rows, alias)}`;
  }

  /** `union` makes each appear once, so its parts need not. */
  #any(of: readonly SetOf[]): RawBuilder<unknown> {
    if (of.length === 0) return sql`select null::bigint as customer_id where false`;
    const parts = of.map((set) => sql`(${set.kind === 'rows' ? this.#rows(set.rows, false) : this.distinct(set)})`);
    return sql`${sql.join(parts, sql` union `)}`;
  }

  #all(of: readonly SetOf[], without: readonly SetOf[]): RawBuilder<unknown> {
    const isProbe = (set: SetOf) => set.kind === 'rows' && !set.rows.single;
    const probes = of.filter(isProbe);
    const joined = of.filter((set) => !isProbe(set));
    const [base, ...others] = joined.length > 0 ? joined : probes.slice(0, 1);
    const probed = joined.length > 0 ? probes : probes.slice(1);
    const first = this.#joined(base as SetOf);
    const id = sql.ref(`${first.alias}.customer_id`);
    const rest = others.map((set) => {
      const { from, alias, where } = this.#joined(set);
      return { from: sql`join ${from} on ${sql.ref(`${alias}.customer_id`)} = ${id}`, where };
    });
    const wheres = [
      first.where,
      ...rest.map(({ where }) => where),
      ...probed.map((set) => sql`exists (${this.#probe(set, id)})`),
      ...without.map((set) => sql`not exists (${this.#probe(set, id)})`),
    ];
    return sql`select ${id} from ${first.from} ${sql.join(
      rest.map(({ from }) => from),
      sql` `,
    )} where ${sql.join(wheres, sql` and `)}`;
  }

  #joined(set: SetOf): { from: RawBuilder<unknown>; alias: string; where: RawBuilder<unknown> } {
    const alias = this.#alias();
    if (set.kind === 'rows' && set.rows.single)
      return { from: sql`${set.rows.from} as ${sql.ref(alias)}`, alias, where: this.#condition(set.rows, alias) };
    return { from: sql`(${this.distinct(set)}) as ${sql.ref(alias)}`, alias, where: sql`true` };
  }

  #probe(set: SetOf, id: RawBuilder<unknown>): RawBuilder<unknown> {
    const alias = this.#alias();
    const same = sql`${sql.ref(`${alias}.customer_id`)} = ${id}`;
    if (set.kind === 'rows')
      return sql`select from ${set.rows.from} as ${sql.ref(alias)} where ${same} and ${this.#condition(set.rows, alias)}`;
    return sql`select from (${this.distinct(set)}) as ${sql.ref(alias)} where ${same}`;
  }
}
