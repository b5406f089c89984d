/**
 * Test-only: where the published data sets lie, and how they are read. They are not part of the product and are never
 * copied into it; a test that needs one is skipped, saying so, on a machine that has only the repository.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

export const referencePath = (name: string): string =>
  fileURLToPath(new URL(`../../shared/data/${name}`, import.meta.url));

export const hasReferenceData: boolean = existsSync(referencePath('README.md'));

/** Ends a describe title, so that a skipped block says why. */
export const referenceNote: string = hasReferenceData
  ? ''
  : ` (skipped: the reference data are not at ${referencePath('')})`;

/** The whole text of a data set, unpacked when its name ends in .gz. */
export function referenceText(name: string): string {
  const bytes = readFileSync(referencePath(name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Rows of a comma-separated file as text fields, header row first; quotes are honoured, line breaks in them are not. */
export function referenceRows(name: string): string[][] {
  return referenceText(name)
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => (line.includes('"') ? quotedFields(line) : line.split(',')));
}

/** As objects keyed by the header. */
export function referenceRecords(name: string): Record<string, string>[] {
  const [header = [], ...rows] = referenceRows(name);
  return rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i] ?? ''])));
}

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
  const [header = [], ...rows] = referenceRows('online-retail-2010-2011.csv.gz');
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
