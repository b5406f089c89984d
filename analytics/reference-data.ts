/**
 * For tests only: the public data sets the models are checked against, when they are at hand.
 *
 * They lie beside the repository (`../shared/data`, e.g. CDNOW, UCI Online Retail) and are not redistributed with it.
 * `describeWithReferenceData` runs a block of tests when every file it names is there, and otherwise skips it with
 * a line that says what is missing; checks that need no data file never depend on it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe } from 'vitest';

export const referencePath = (file: string): string =>
  fileURLToPath(new URL(`../../shared/data/${file}`, import.meta.url));

export const hasReferenceData: boolean = existsSync(referencePath('README.md'));

/** A block of tests that needs the named files of the reference data. */
export function describeWithReferenceData(name: string, files: readonly string[], tests: () => void): void {
  const missing = files.filter((file) => !existsSync(referencePath(file)));
  const note = missing.length > 0 ? ` — skipped, reference data not at hand: ${missing.join(', ')}` : '';
  describe.skipIf(missing.length > 0)(`${name}${note}`, () => {
    tests();
  });
}

/** The whole text of a reference file, gunzipped by its name. */
export function referenceText(file: string): string {
  const bytes = readFileSync(referencePath(file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Rows of a delimited reference file, header row first. Quoted fields are understood where commas separate. */
export function referenceRows(file: string, separator: string | RegExp = ','): string[][] {
  return referenceText(file)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (separator === ',' && line.includes('"') ? quotedFields(line) : line.split(separator)));
}

/** Rows as objects keyed by the header. */
export function referenceRecords(file: string): Record<string, string>[] {
  const [header = [], ...rows] = referenceRows(file);
  return rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i] ?? ''])));
}

export const ONLINE_RETAIL = 'online-retail-2010-2011.csv.gz';

export type RetailLine = {
  readonly invoice: string;
  readonly customerId: number;
  readonly stockCode: string;
  readonly quantity: number;
  readonly unitPrice: number;
  /** Whole days since 1970-01-01 in the data set's own zone. */
  readonly day: number;
  /** Year and month as 2010-12. */
  readonly month: string;
};

/**
 * UCI Online Retail (Chen 2015, CC BY 4.0), the lines that are purchases of known customers: customer present, invoice
 * not a cancellation, quantity and price above zero. 397,884 lines of 4,338 customers.
 */
export function onlineRetailPurchases(): RetailLine[] {
  const [header = [], ...rows] = referenceRows(ONLINE_RETAIL);
  const at = (name: string): number => header.indexOf(name);
  const [invoice, stockCode, quantity, date, price, customer] = [
    at('InvoiceNo'),
    at('StockCode'),
    at('Quantity'),
    at('InvoiceDate'),
    at('UnitPrice'),
    at('CustomerID'),
  ] as const;
  return rows
    .filter((row) => row[customer] !== '' && !row[invoice]!.startsWith('C'))
    .map((row) => ({
      invoice: row[invoice]!,
      customerId: Number(row[customer]),
      stockCode: row[stockCode]!,
      quantity: Number(row[quantity]),
      unitPrice: Number(row[price]),
      day: Date.UTC(+row[date]!.slice(0, 4), +row[date]!.slice(5, 7) - 1, +row[date]!.slice(8, 10)) / 86_400_000,
      month: row[date]!.slice(0, 7),
    }))
    .filter((line) => line.quantity > 0 && line.unitPrice > 0);
}

function quotedFields(line: string): string[] {
  const fields: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  }
  return fields;
}
