/** `npm run bench -- <name> [options] [--json]`: each bench times the product beside a floor in the same run. */
import { parseArgs } from 'node:util';
import { benchCustomers } from './customer-list.ts';
import { benchDuplicates } from './duplicates.ts';
import { benchDuplicateScan } from './duplicate-scan.ts';
import { benchFreshness } from './freshness.ts';
import { benchImport } from './import.ts';
import { benchInteractions } from './interactions.ts';
import type { BenchOptions } from './options.ts';
import { benchQuality } from './quality.ts';
import { benchScoring } from './scoring.ts';
import { benchSegments } from './segments.ts';
import { benchTwins } from './twins.ts';

const benches: Readonly<Record<string, (options: BenchOptions, say: (line: string) => void) => Promise<object>>> = {
  customers: benchCustomers,
  duplicates: benchDuplicates,
  'duplicate-scan': benchDuplicateScan,
  freshness: benchFreshness,
  import: benchImport,
  interactions: benchInteractions,
  quality: benchQuality,
  scoring: benchScoring,
  segments: benchSegments,
  twins: benchTwins,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    customers: { type: 'string' },
    rows: { type: 'string' },
    file: { type: 'string' },
  },
});
const [name = ''] = positionals;
const bench = benches[name];
if (!bench) {
  process.stderr.write(`Benches: ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
const number = (text: string | undefined) => (text ? Number(text) : null);
const result = await bench(
  { customers: number(values.customers), rows: number(values.rows), file: values.file ?? null },
  (line) => process.stderr.write(`${line}\n`),
);
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
