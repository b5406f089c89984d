/**
 * Forgetting a person. First files, refused rows and everything others wrote lose what names them, then in one short
 * transaction every personal column the modules declare is emptied and what they are known by is kept as digests, and at
 * last the whole database is searched for what is left or was written meanwhile. A crash at any point leaves it to be
 * done again. Orders, amounts and days stay under a number, so no report changes.
 */
import { sql, type RawBuilder } from 'kysely';
import { forgetInAudit, recordAudit } from '#modules/access/index.ts';
import { alone, forgetProfiles, settleClaims } from '#modules/customers/index.ts';
import { forgetInFiles, type ForgottenFiles } from '#modules/ingest/index.ts';
import type { Ctx } from '#platform/context.ts';
import { emit } from '#platform/events.ts';
import type { Importer } from '#platform/importer.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import { gatherTraces } from './person.ts';
import { sweep, type Swept } from './sweep.ts';

/** What modules declare, asked late because later modules declare too. */
export type Household = {
  dataDir: string;
  ownedTables: () => readonly OwnedTable[];
  importers: () => readonly Importer[];
};

export type Erased = {
  /** Rows emptied or deleted, by table. */
  tables: Record<string, number>;
  auditEntries: number;
  files: ForgottenFiles;
  /** Identifiers that other customers share, and that stay theirs. */
  shared: number;
  swept: Swept;
};

/** Idempotent: a person who is forgotten already has nothing left to erase. Throws while imports are at work; try again. */
export async function eraseCustomers(ctx: Ctx, house: Household, customerIds: readonly number[]): Promise<Erased> {
  const traces = await gatherTraces(ctx, customerIds);
  const deps = { dataDir: house.dataDir, importers: house.importers() };
  const files = await forgetInFiles(ctx, deps, traces);
  // The own rows still say what to look for if this has to begin again.
  const first = await sweep(ctx, traces, customerIds);
  const erased = await alone(ctx, (inner) => eraseOwn(inner, house, customerIds));
  const swept = await sweep(ctx, traces);
  return { ...erased, files, shared: traces.shared, swept: { ...swept, rows: first.rows + swept.rows } };
}

async function eraseOwn(
  ctx: Ctx,
  house: Household,
  customerIds: readonly number[],
): Promise<Pick<Erased, 'tables' | 'auditEntries'>> {
  const recordIds = await recordsOf(ctx, customerIds);
  await forgetProfiles(ctx, customerIds);
  const tables: Record<string, number> = {};
  for (const owned of house.ownedTables()) {
    const rows = await eraseIn(ctx, owned, customerIds);
    const others = await eraseFromOthers(ctx, owned, recordIds);
    if (rows + others > 0) tables[owned.table] = rows + others;
  }
  // What others had beside them is theirs alone from now on.
  await settleClaims(ctx);
  const auditEntries = await forgetInAudit(ctx, recordIds);
  await recordAudit(
    ctx,
    customerIds.map((customerId) => ({ action: 'customers.erased', subjectType: 'customer', subjectId: customerId })),
  );
  await emit(ctx, 'customers.recorded', customerIds);
  return { tables, auditEntries };
}

/** With the records that were merged into them. */
async function recordsOf(ctx: Ctx, customerIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ merged_id: number }>`
    select merged_id from customers.tombstones where customer_id = any(${customerIds}::bigint[])`.execute(ctx.db);
  return [...customerIds, ...rows.map((row) => row.merged_id)];
}

async function eraseIn(ctx: Ctx, owned: OwnedTable, customerIds: readonly number[]): Promise<number> {
  const { table, personal } = owned;
  if (personal.length === 0) return 0;
  const theirs = sql`customer_id = any(${customerIds}::bigint[])`;
  if (personal.some(({ erase }) => erase === 'row')) {
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${theirs}`.execute(ctx.db);
    return Number(numAffectedRows ?? 0);
  }
  const sets = personal.map(({ column, erase }) => sql`${sql.ref(column)} = ${STANDS[erase]}`);
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.join(sets)} where ${theirs}`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}

/** What others' rows say of them: the other ends of their relations. */
async function eraseFromOthers(
  ctx: Ctx,
  { table, refersTo }: OwnedTable,
  recordIds: readonly number[],
): Promise<number> {
  if (!refersTo) return 0;
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where ${sql.ref(refersTo)} = any(${recordIds}::bigint[])`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}

const STANDS: Readonly<Record<'null' | 'empty' | 'row' | 'pseudonym', RawBuilder<unknown>>> = {
  null: sql`null`,
  empty: sql`''`,
  row: sql`null`,
  pseudonym: sql`'E' || lpad(customer_id::text, 8, '0')`,
};
