/**
 * How long the duplicate engine takes over a list, how many pairs it compares, what it needs and how much it finds, on made
 * lists whose truth is known: Chinese customers, and Western persons in the manner of Febrl without id number and birthday.
 * Growth is told by the same lists at a tenth of the size. The floor is a sort of the same records by name.
 */
import { seededRandom } from '#analytics/random.ts';
import { linkPersons, preparePerson, qualityOf, type PersonRecord } from '#modules/customers/index.ts';
import { chineseTwice } from '../db/demo/twice-chinese.ts';
import { westernTwice } from '../db/demo/twice-western.ts';
import type { BenchOptions } from './options.ts';

const DEFAULT_RECORDS = 100_000;
const SEED = 1;

type Row = PersonRecord & { recId: string; phone?: string; email?: string };

/** People of whom so many records are made. */
const lists: Readonly<Record<string, { perRecord: number; make: (people: number) => Row[] }>> = {
  chinese: {
    perRecord: 0.825,
    make: (people) => chineseTwice(seededRandom(SEED), { people, repeated: 0.15, mostErrors: 3 }),
  },
  western: {
    perRecord: 0.57,
    make: (people) =>
      westernTwice(seededRandom(SEED), { people, repeated: 0.3, mostCopies: 4, mostErrors: 4 }).map((row) => ({
        ...row,
        nationalId: '',
        birthday: '',
      })),
  },
};

export async function benchDuplicates(options: BenchOptions, say: (line: string) => void): Promise<object> {
  const records = options.rows ?? options.customers ?? DEFAULT_RECORDS;
  const results: Record<string, object> = {};
  for (const [name, { perRecord, make }] of Object.entries(lists)) {
    say(`${name}: ${records} records`);
    const few = measure(make(Math.round((records / 10) * perRecord)));
    const many = measure(make(Math.round(records * perRecord)));
    results[name] = {
      ...many,
      tenth: few,
      growth: rounded(Math.log(many.pairs / few.pairs) / Math.log(many.records / few.records)),
    };
  }
  return results;
}

function measure(rows: readonly Row[]) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const persons = rows.map(({ phone, email, ...row }) =>
    preparePerson({ ...row, phones: phone ? [phone] : [], emails: email ? [email] : [] }),
  );
  const prepared = performance.now();
  const found = linkPersons(persons);
  const linked = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  persons.toSorted((a, b) => (a.name.surname + a.name.given < b.name.surname + b.name.given ? -1 : 1));
  const sorted = performance.now();
  const pairs = found.pairs.map(({ a, b }) => ({ a: rows[a]?.recId ?? '', b: rows[b]?.recId ?? '' }));
  const { f1, precision, recall } = qualityOf(
    rows.map((row) => row.recId),
    pairs,
  ); // prettier
  return {
    records: rows.length,
    seconds: seconds(linked - started),
    cpuSeconds: seconds((user + system) / 1_000),
    prepareSeconds: seconds(prepared - started),
    floorSortSeconds: seconds(sorted - linked),
    pairs: found.candidates,
    pairsPerRecord: rounded(found.candidates / rows.length),
    duplicates: pairs.length,
    memoryMb: Math.round(process.memoryUsage().rss / 1_048_576),
    f1: rounded(f1),
    precision: rounded(precision),
    recall: rounded(recall),
  };
}

const seconds = (ms: number): number => Math.round(ms) / 1_000;
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
