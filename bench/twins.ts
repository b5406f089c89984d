/**
 * How much the duplicate engine finds on lists made apart from those it was built with (`test/twins/`): in the manner of
 * Febrl's third and fourth set, and Chinese lists of different columns. Each over three seeds; the worst is told too.
 */
import { linkPersons, preparePerson, qualityOf } from '#modules/customers/index.ts';
import { TWIN_LISTS, twinList, type TwinRow } from '../test/twins/lists.ts';
import type { BenchOptions } from './options.ts';

const SEEDS = [1, 2, 3];

export async function benchTwins(options: BenchOptions, say: (line: string) => void): Promise<object> {
  const results: Record<string, object> = {};
  for (const name of TWIN_LISTS.filter((list) => !options.file || list.startsWith(options.file))) {
    const found = SEEDS.map((seed) => measure(twinList(name, seed, options.rows ?? undefined)));
    const mean = (of: (one: Measured) => number) =>
      rounded(found.reduce((sum, one) => sum + of(one), 0) / found.length);
    results[name] = {
      records: Math.round(mean((one) => one.records)),
      pairsPerRecord: mean((one) => one.pairsPerRecord),
      precision: mean((one) => one.precision),
      recall: mean((one) => one.recall),
      f1: mean((one) => one.f1),
      worst: rounded(Math.min(...found.map((one) => one.f1))),
      seconds: mean((one) => one.seconds),
    };
    say(`${name}: ${JSON.stringify(results[name])}`);
  }
  return results;
}

type Measured = ReturnType<typeof measure>;

function measure(rows: readonly TwinRow[]) {
  const started = performance.now();
  const found = linkPersons(rows.map(preparePerson));
  const seconds = (performance.now() - started) / 1_000;
  const { precision, recall, f1 } = qualityOf(
    rows.map((row) => row.recId),
    found.pairs.map(({ a, b }) => ({ a: rows[a]?.recId ?? '', b: rows[b]?.recId ?? '' })),
  );
  return { records: rows.length, pairsPerRecord: found.candidates / rows.length, precision, recall, f1, seconds };
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
