import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { hearSources, listOverdue, listRegisteredSources, saveSource } from './source-register.ts';

const { ctx } = await testDatabase();
const draft = {
  name: '门店收银',
  origin: 'internal' as const,
  category: 'sales' as const,
  format: 'CSV',
  expectedDays: 7,
  responsibleId: null,
  note: null,
  archived: false,
};
const later = (day: string): Ctx => onDay(ctx, day);
const stateOn = async (day: string) => {
  const found = (await listRegisteredSources(later(day))).find((one) => one.code === 'pos');
  return found && [found.state, found.dueOn, found.daysOver];
};

beforeEach(async () => {
  await sql`truncate ingest.batches cascade`.execute(ctx.db);
  await sql`delete from ingest.sources where code = 'pos'`.execute(ctx.db);
});

test('a source from which nothing comes in time is overdue, from the day it was registered on', async () => {
  await saveSource(ctx, 'pos', draft);
  expect(await stateOn('2026-03-08')).toEqual(['never', '2026-03-08', null]);
  expect(await stateOn('2026-03-10')).toEqual(['overdue', '2026-03-08', 2]);
  await saveSource(ctx, 'pos', { ...draft, expectedDays: null });
  expect(await stateOn('2026-03-10')).toEqual(['unset', null, null]);
  await saveSource(ctx, 'pos', { ...draft, archived: true });
  expect(await stateOn('2026-03-10')).toEqual(['archived', null, null]);
});

test('a call is heard, once an hour, and makes the source known', async () => {
  await hearSources(later('2026-03-02'), ['pos']);
  const heard = async () => {
    const { rows } = await sql<{ heard_at: Date }>`select heard_at from ingest.sources where code = 'pos'`.execute(
      ctx.db,
    );
    return rows[0]?.heard_at;
  };
  const first = await heard();
  const soon = later('2026-03-02');
  await hearSources({ ...soon, now: new Date(soon.now.getTime() + 60_000) }, ['pos']);
  expect(await heard()).toEqual(first);
  await saveSource(later('2026-03-02'), 'pos', draft);
  expect(await stateOn('2026-03-09')).toEqual(['fresh', '2026-03-09', null]);
  await hearSources(later('2026-03-09'), ['pos']);
  expect(await stateOn('2026-03-10')).toEqual(['fresh', '2026-03-16', null]);
});

test('each source tells how many records its calls brought, lately and ever', async () => {
  await hearSources(later('2026-01-05'), ['pos', 'pos', 'app']);
  await hearSources(later('2026-03-02'), ['pos', 'pos', 'pos']);
  await hearSources(later('2026-03-09'), ['pos']);
  const brought = async (day: string) => {
    const found = (await listRegisteredSources(later(day))).find((one) => one.code === 'pos');
    return [found?.called90d, found?.brought];
  };
  expect(await brought('2026-03-10')).toEqual([6, 6]);
  expect(await brought('2026-05-20')).toEqual([4, 6]);
});

test('the last file that was applied counts, with what was refused; whoever is responsible is told', async () => {
  await sql`insert into access.users (id, name, email) values ('mia', 'mia', 'mia@x.example') on conflict do nothing`.execute(
    ctx.db,
  );
  await saveSource(ctx, 'pos', { ...draft, responsibleId: 'mia' });
  await sql`
    with file as (insert into ingest.uploads (file_name, bytes, sha256, created_at) values ('三月.csv', 1, '', ${ctx.now}) returning upload_id)
    insert into ingest.batches (upload_id, source_id, kind, state, layout, headers, mapping, counts, created_at, finished_at)
    select upload_id, (select source_id from ingest.sources where code = 'pos'), 'orders', state, '{"format":"csv"}', '[]', '[]',
      '{"rows": 200, "invalid": 3}', ${ctx.now}, finished
    from file, (values ('done', timestamptz '2026-03-03 12:00+08'), ('failed', timestamptz '2026-03-06 12:00+08')) as b (state, finished)`.execute(
    ctx.db,
  );
  expect(await stateOn('2026-03-10')).toEqual(['fresh', '2026-03-10', null]);
  const found = (await listRegisteredSources(later('2026-03-10'))).find((one) => one.code === 'pos');
  expect(found?.lastBatch).toMatchObject({ fileName: '三月.csv', rows: 200, refused: 3 });
  expect(found).toMatchObject({ batches90d: 1, rows90d: 200, refused90d: 3, called90d: 0, brought: 197 });
  const mia: Ctx = {
    ...later('2026-03-12'),
    actor: { kind: 'user', id: 'mia', name: 'mia', role: 'analyst', scope: { kind: 'all' } },
  };
  expect((await listOverdue(mia, false)).map((one) => one.code)).toEqual(['pos']);
  expect(await listOverdue({ ...mia, actor: { ...mia.actor, id: 'ben' } as Ctx['actor'] }, false)).toEqual([]);
  await expect(saveSource(ctx, 'pos', { ...draft, responsibleId: 'nobody' })).rejects.toMatchObject({
    code: 'sources.person_not_found',
  });
});
