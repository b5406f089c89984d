/** Test-only: the two public churn tables as columns and outcomes, and their split into training and test rows. */
import type { DesignColumns, DesignRecipe, Matrix, Table } from '#analytics/design-matrix.ts';
import { designMatrix, fitDesign, tableRows } from '#analytics/design-matrix.ts';
import { onlineRetailPurchases, referenceRecords } from '#analytics/reference-data.ts';

export type ChurnTable = {
  readonly table: Table;
  readonly columns: DesignColumns;
  readonly outcomes: readonly number[];
};

export type ChurnSplit = {
  readonly recipe: DesignRecipe;
  readonly train: Matrix;
  readonly test: Matrix;
  readonly trainOutcomes: readonly number[];
  readonly testOutcomes: readonly number[];
  readonly testRows: readonly number[];
};

/** IBM's Telco customer churn: 7,043 contracts, 26.5 % left. A blank total reads as 0. */
export function telcoChurn(): ChurnTable {
  const standardised = ['tenure', 'MonthlyCharges', 'TotalCharges'];
  const raw = ['SeniorCitizen'];
  const records = referenceRecords('Telco-Customer-Churn.csv.gz');
  const names = Object.keys(records[0]!);
  const isNumber = (name: string): boolean => standardised.includes(name) || raw.includes(name);
  const cells = (name: string) => records.map((r) => (isNumber(name) ? Number(r[name]!.trim()) : r[name]!));
  return {
    table: Object.fromEntries(names.map((name) => [name, cells(name)])),
    columns: {
      standardised,
      raw,
      categorical: names.filter((name) => !isNumber(name) && name !== 'customerID' && name !== 'Churn'),
    },
    outcomes: records.map((record) => (record['Churn'] === 'Yes' ? 1 : 0)),
  };
}

/**
 * UCI Online Retail cut at 2011-09-09: what each of 3,370 customers had done by then, and whether they did not come back
 * in the 91 days after.
 */
export function retailChurn(): ChurnTable {
  const cut = Date.UTC(2011, 8, 9) / 86_400_000;
  const seen = new Map<number, { days: Set<number>; spend: number; items: Set<string>; left: number }>();
  for (const line of onlineRetailPurchases().sort((a, b) => a.day - b.day)) {
    const customer = seen.get(line.customerId);
    if (line.day > cut) {
      if (customer) customer.left = 0;
      continue;
    }
    const own = customer ?? { days: new Set<number>(), spend: 0, items: new Set<string>(), left: 1 };
    seen.set(line.customerId, own);
    own.days.add(line.day);
    own.spend += line.quantity * line.unitPrice;
    own.items.add(line.stockCode);
  }
  const all = [...seen].sort((a, b) => a[0] - b[0]).map(([, customer]) => customer);
  const table = {
    recencyWeeks: all.map(({ days }) => (cut - Math.max(...days)) / 7),
    logPurchaseDays: all.map(({ days }) => Math.log(days.size)),
    ageWeeks: all.map(({ days }) => (cut - Math.min(...days)) / 7),
    logSpend: all.map(({ spend }) => Math.log1p(spend)),
    logItems: all.map(({ items }) => Math.log1p(items.size)),
  };
  return { table, columns: { standardised: Object.keys(table) }, outcomes: all.map(({ left }) => left) };
}

/** Test rows are those whose index leaves the given remainder by five; the recipe is fitted on the others. */
export function split({ table, columns, outcomes }: ChurnTable, fold: number): ChurnSplit {
  const index = outcomes.map((_, i) => i);
  const trainRows = index.filter((i) => i % 5 !== fold);
  const testRows = index.filter((i) => i % 5 === fold);
  const recipe = fitDesign(tableRows(table, trainRows), columns);
  return {
    recipe,
    train: designMatrix(recipe, table, trainRows),
    test: designMatrix(recipe, table, testRows),
    trainOutcomes: trainRows.map((i) => outcomes[i]!),
    testOutcomes: testRows.map((i) => outcomes[i]!),
    testRows,
  };
}
