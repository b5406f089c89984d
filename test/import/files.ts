/** Files as people send them, good and bad, written for a test; and the importers of the house. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { catalogModule } from '#modules/catalog/index.ts';
import { customersModule } from '#modules/customers/index.ts';
import { importFile, type BatchResult, type ImportFileOptions } from '#modules/ingest/index.ts';
import { interactionsModule } from '#modules/interactions/index.ts';
import { ordersModule } from '#modules/orders/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ProblemError } from '#platform/errors.ts';
import type { Importer } from '#platform/importer.ts';

export const importers: readonly Importer[] = [
  ...(customersModule(() => ({ fields: [], timeline: [], ownedTables: [], fieldUses: [], handOvers: [] })).importers ??
    []),
  ...(catalogModule.importers ?? []),
  ...(ordersModule.importers ?? []),
  ...(interactionsModule({ allows: () => true, newSecret: () => 'secret' }).importers ?? []),
];

export type Folder = {
  dataDir: string;
  write: (name: string, content: string | Buffer) => Promise<string>;
  importOrders: (ctx: Ctx, file: string, options?: Partial<ImportFileOptions>) => Promise<BatchResult>;
};

export async function temporaryFolder(): Promise<Folder> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'liuke-import-'));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  return {
    dataDir,
    write: async (name, content) => {
      const file = path.join(dataDir, name);
      await writeFile(file, content);
      return file;
    },
    importOrders: (ctx, file, options = {}) =>
      importFile(ctx, { dataDir, importers }, { kind: 'orders', path: file, ...options }),
  };
}

export const HEADER = '订单号,下单时间,客户编号,手机号,商品编码,商品名称,数量,单价';

/** An order line in the columns of `HEADER`; whatever is given replaces a cell that would be right. */
export function line(
  cells: Partial<Record<'order' | 'at' | 'customer' | 'phone' | 'sku' | 'name' | 'quantity' | 'price', string>> = {},
): string {
  const { order = 'A1', at = '2026-01-05 10:00', customer = 'K1', phone = '' } = cells;
  const { sku = 'S1', name = '精华液', quantity = '1', price = '12.50' } = cells;
  return [order, at, customer, phone, sku, name, quantity, price].join(',');
}

export const table = (...lines: readonly string[]): string => [HEADER, ...lines, ''].join('\n');

/** The code with which the promise is refused; fails the test when it is not, or not by a problem. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
  return 'not refused';
}
