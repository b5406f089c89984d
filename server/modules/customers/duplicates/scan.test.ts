import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '#analytics/random.ts';
import { testDatabase } from '#test/database.ts';
import { chineseList } from '#test/twins/chinese-lists.ts';
import { recordCustomers } from '../index.ts';
import { openScan, keepProgress, SCAN_PHASES, type ScanPhase } from './scan-progress.ts';
import { scanDuplicates } from './scan.ts';
import { getDuplicateSettings } from './settings.ts';

const { ctx } = await testDatabase();

const rows = chineseList(seededRandom(3), 'file', 500);
await recordCustomers(
  ctx,
  rows.map((row) => ({
    externalId: row.recId,
    name: row.name || null,
    ...(/^1\d{10}$/.test(row.phone ?? '') && { phone: row.phone }),
    birthday: /^\d{4}-\d\d-\d\d$/.test(row.birthday ?? '') ? (row.birthday ?? null) : null,
    address: row.address || null,
  })),
);

const later = (minutes: number) => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });

async function suggestions() {
  const { rows } = await sql`
    select customer_id, other_id, probability, reasons, group_id from customers.duplicate_pairs order by 1, 2`.execute(
    ctx.db,
  );
  return rows;
}

async function scans() {
  const { rows } = await sql<{ state: string; phase: string; customers: number }>`
    select state, phase, customers from customers.duplicate_scans order by scan_id`.execute(ctx.db);
  return rows;
}

/** A look during which the table of a phase cannot be written: as good as a server that stops there. */
const CUT: Readonly<Partial<Record<ScanPhase, string>>> = {
  reading: 'customers.scanned_facts',
  counting: 'customers.linkage_facts',
  keys: 'customers.linkage_keys',
  pairing: 'customers.scanned_pairs',
  judging: 'customers.duplicate_pairs',
};

async function cutIn(phase: ScanPhase): Promise<void> {
  const table = CUT[phase] ?? '';
  const [schema = '', name = ''] = table.split('.');
  const own = sql.id(schema, name);
  await sql`alter table ${own} add constraint cut check (false) not valid`.execute(ctx.db);
  await expect(scanDuplicates(ctx)).rejects.toThrow('cut');
  await sql`alter table ${own} drop constraint cut`.execute(ctx.db);
}

beforeEach(async () => {
  await sql`truncate customers.duplicate_scans, customers.duplicate_pairs, customers.linkage_keys, customers.linkage_facts`.execute(
    ctx.db,
  );
  await sql`delete from platform.settings where key = 'customers.linkage_model'`.execute(ctx.db);
});

describe('a look through all customers that was cut short', () => {
  it.each(Object.keys(CUT) as ScanPhase[])('goes on from %s and finds what a whole one finds', async (phase) => {
    await cutIn(phase);
    expect(await scans()).toMatchObject([{ state: 'failed', phase }]);
    await scanDuplicates(later(5));
    expect(await scans()).toMatchObject([{ state: 'done', customers: rows.length }]);
    const gone = await suggestions();
    await scanDuplicates(later(10));
    expect(await scans()).toHaveLength(2);
    expect(await suggestions()).toEqual(gone);
    expect(gone.length).toBeGreaterThan(50);
  });

  it('goes on where the database lost the pairs, and begins anew where it lost the facts', async () => {
    await cutIn('judging');
    await sql`truncate customers.scanned_facts, customers.scanned_pairs, customers.scan_marks`.execute(ctx.db);
    await scanDuplicates(later(5));
    expect(await scans()).toMatchObject([{ state: 'done' }]);
    expect((await suggestions()).length).toBeGreaterThan(50);
    await cutIn('counting');
    await sql`truncate customers.scanned_facts, customers.scanned_pairs, customers.scan_marks`.execute(ctx.db);
    await scanDuplicates(later(10));
    expect(await scans()).toMatchObject([{ state: 'done' }, { state: 'failed' }, { state: 'done' }]);
  });

  it('begins anew after a day, after other settings, and when it fails again and again', async () => {
    const settings = await getDuplicateSettings(ctx);
    const cut = async () => {
      const scan = await openScan(ctx, settings);
      await keepProgress(ctx, scan, { phase: 'keys', records: 7 });
      return scan.scanId;
    };
    const first = await cut();
    expect((await openScan(later(60), settings)).scanId).toBe(first);
    expect((await openScan(later(60), { ...settings, threshold: 0.9 })).scanId).not.toBe(first);
    const second = await cut();
    expect((await openScan(later(60 * 25), settings)).scanId).not.toBe(second);
    const third = await cut();
    const seen = new Set<number>();
    for (let n = 0; n < 6; n += 1) seen.add((await openScan(later(60), settings)).scanId);
    expect(seen.has(third) && seen.size > 1).toBe(true);
    expect(SCAN_PHASES[0]).toBe('reading');
  });
});
