import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { importFile } from '#modules/ingest/index.ts';
import { testDatabase } from '#test/database.ts';
import { encodeGb18030 } from '#test/gb18030.ts';
import { importers, temporaryFolder } from './files.ts';

const { ctx } = await testDatabase();
const folder = await temporaryFolder();

const importText = async (name: string, text: string | Buffer) =>
  importFile(
    ctx,
    { dataDir: folder.dataDir, importers },
    { kind: 'interactions', path: await folder.write(name, text) },
  );

const stored = async (code: string) =>
  (
    await sql<{ kind: string; at: Date; content: string | null; seconds: number | null; inbound: boolean | null }>`
      select k.code as kind, i.happened_at as at, i.content, i.seconds, i.inbound, i.detail
      from interactions.interactions i join interactions.kinds k using (kind_id) join customers.customers c using (customer_id)
      where c.code = ${code} order by happened_at`.execute(ctx.db)
  ).rows;

it('follow-ups of a CRM are known by their headers, stored with their customers, and a second time change nothing', async () => {
  const text = encodeGb18030(
    [
      '客户编号,手机号,跟进时间,跟进方式,跟进内容,跟进结果,客户需求,跟进人,通话时长',
      'K1,13800138001,2026-01-05 10:00,电话,想换大一码,已接通,42 码,周宁,125',
      'K1,,2026年1月6日 15:30,上门拜访,送样品,感兴趣,,周宁,',
      'K2,13800138002,2026/1/7 9:05,短信,节日问候,,,林悦,',
    ].join('\r\n'),
  );
  const first = await importText('followups.csv', text);
  expect(first.counts).toMatchObject({ rows: 3, created: 3, repeated: 0, invalid: 0, customersCreated: 2 });
  const again = await importText('followups-again.csv', text);
  expect(again.counts).toMatchObject({ created: 0, repeated: 3, customersCreated: 0 });
  expect(await stored('K1')).toMatchObject([
    { kind: 'call', at: new Date('2026-01-05T10:00:00+08:00'), content: '想换大一码', seconds: 125 },
    { kind: 'visit', detail: { outcome: '感兴趣', staff: '周宁' } },
  ]);
  expect(await stored('K2')).toMatchObject([{ kind: 'message', detail: { channel: 'sms', staff: '林悦' } }]);
});

it('rows of an unknown kind, of nobody and of the future come back with the reason', async () => {
  const text = [
    'Event ID,User ID,Event type,Timestamp,Page,Dwell seconds',
    'e1,U1,page view,2026-02-01T08:00:00Z,/goods/7,41',
    'e2,U1,telepathy,2026-02-01T08:01:00Z,,',
    'e3,,login,2026-02-01T08:02:00Z,,',
    'e4,U1,login,2027-02-01T08:02:00Z,,',
    'e5,U1,login,2026-02-01T08:03:00Z,,100000',
  ].join('\n');
  const { counts, errorFile } = await importText('events.csv', text);
  expect(counts).toMatchObject({ rows: 5, created: 1, invalid: 4 });
  expect(errorFile).not.toBeNull();
  expect(await stored('U1')).toMatchObject([{ kind: 'page_view', seconds: 41 }]);
});
