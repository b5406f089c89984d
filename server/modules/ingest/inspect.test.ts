import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { ProblemError } from '#platform/errors.ts';
import type { Importer } from '#platform/importer.ts';
import { testDatabase } from '#test/database.ts';
import { encodeGb18030 } from '#test/gb18030.ts';
import { workbookWith } from '#test/workbook.ts';
import type { Inspection } from './inspection-contract.ts';
import { inspectFile, type Overrules } from './inspect.ts';
import { rememberMapping } from './mapping.ts';
import { workbookOf } from './xlsx-writer.ts';

const { ctx } = await testDatabase();
const folder = await mkdtemp(path.join(os.tmpdir(), 'liuke-inspect-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Enough of an importer to be recognised by. */
const kind = (name: string, fields: Importer['fields'], needs: string[][] = []): Importer => ({
  kind: name,
  permission: 'none',
  fields,
  needsOneOf: needs,
  staging: { table: 'none', columns: [] },
  stage: (row) => row,
  groupField: null,
  check: async () => ({}),
  apply: async () => ({}),
});

const sales = kind(
  'sales',
  [
    { code: 'order', type: 'reference', required: true, synonyms: ['订单号', 'Order ID'] },
    { code: 'at', type: 'instant', required: true, synonyms: ['下单时间', '付款时间', 'Date'] },
    { code: 'phone', type: 'phone', synonyms: ['手机号', '手机', '电话', 'Mobile'] },
    { code: 'amount', type: 'money', synonyms: ['金额', 'Amount'] },
  ],
  [['amount']],
);
const people = kind('people', [
  { code: 'name', type: 'text', required: true, synonyms: ['姓名', 'Name'] },
  { code: 'phone', type: 'phone', synonyms: ['手机号', 'Mobile'] },
]);

let files = 0;
async function inspect(content: string | Buffer, overrules: Overrules = {}): Promise<Inspection> {
  const file = path.join(folder, `file-${(files += 1)}`);
  await writeFile(file, content);
  const upload = { uploadId: 1, fileName: 'x.csv', bytes: 1, sha256: '', createdAt: ctx.now, path: file };
  return inspectFile(ctx, upload, [people, sales], overrules);
}

const refusal = (content: string | Buffer) =>
  inspect(content).then(
    () => 'accepted',
    (error: unknown) => (error instanceof ProblemError ? error.code : String(error)),
  );

const TABLE = '订单号,下单时间,手机号,金额\nA1,2026-01-05,13800138000,"1,200.50"\nA2,2026-01-06,13900139000,30\n';
const fieldsOf = (seen: Inspection) => Object.fromEntries(seen.mapping.map((entry) => [entry.field, entry.column]));

describe('encodings', () => {
  it.each([
    ['UTF-8', Buffer.from(TABLE), 'utf-8'],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${TABLE}`), 'utf-8'],
    ['GB18030, as Excel saves CSV in China', encodeGb18030(TABLE), 'gb18030'],
    ['UTF-8 packed by gzip', gzipSync(TABLE), 'utf-8'],
    ['GB18030 packed by gzip', gzipSync(encodeGb18030(TABLE)), 'gb18030'],
    ['UTF-16, as Excel saves "Unicode text"', Buffer.from(`\uFEFF${TABLE}`, 'utf16le'), 'utf-16'],
    ['GB18030 behind the mark of UTF-8', Buffer.concat([Buffer.from('\uFEFF'), encodeGb18030(TABLE)]), 'gb18030'],
  ])('%s is recognised, and the headers are read', async (_name, content, encoding) => {
    const seen = await inspect(content);
    expect(seen.layout).toMatchObject({ encoding, delimiter: ',', headerRow: 1 });
    expect(seen.kind).toBe('sales');
    expect(seen.columns.map((column) => column.name)).toEqual(['订单号', '下单时间', '手机号', '金额']);
  });

  it('are told by the first Chinese character, however late it comes', async () => {
    const ascii = `Order ID,Date,Amount\n${'A1,2026-01-05,1\n'.repeat(900)}`;
    const late = Buffer.concat([Buffer.from(ascii), encodeGb18030('订单二,2026-01-05,1\n')]);
    const rows = (await inspect(late)).columns[0]?.samples;
    expect(rows).toEqual(['A1', '订单二']);
  });

  it.each([
    ['UTF-8 below GB18030', Buffer.concat([encodeGb18030(TABLE), Buffer.from('甲乙丙丁,2026-01-05,,1\n')])],
    ['GB18030 below UTF-8', Buffer.concat([Buffer.from(TABLE), encodeGb18030('甲乙丙丁,2026-01-05,,1\n')])],
  ])('that are mixed are refused: %s', async (_name, content) => {
    expect(await refusal(content)).toBe('ingest.mixed_encodings');
  });
});

describe('tables', () => {
  it.each([[','], [';'], ['\t'], ['|']])('with "%s" between the cells are recognised', async (delimiter) => {
    const text = `订单号,下单时间,金额\nA1,2026-01-05 10:00,3\nA2,2026-01-06 10:00,4\n`.replaceAll(',', delimiter);
    expect((await inspect(text)).layout.delimiter).toBe(delimiter);
  });

  it('may have titles above the headers', async () => {
    const seen = await inspect(`店铺订单导出\n导出时间：2026-01-31\n\n${TABLE}`);
    expect(seen.layout.headerRow).toBe(4);
    expect(seen.columns.map((column) => column.name)).toContain('手机号');
    expect(seen.warnings.map((warning) => warning.code)).toContain('titles_above_header');
  });

  it('may have no headers; then columns go by letters', async () => {
    const seen = await inspect('A1,2026-01-05,30\nA2,2026-01-06,40\n');
    expect(seen.layout.headerRow).toBeNull();
    expect(seen.columns.map((column) => column.name)).toEqual(['A', 'B', 'C']);
    expect(seen.kind).toBeNull();
  });

  it('are shown as they begin, and every column by what it holds', async () => {
    const seen = await inspect(TABLE);
    expect(seen.rows[1]).toEqual({ rowNo: 2, cells: ['A1', '2026-01-05', '13800138000', '1,200.50'] });
    expect(seen.columns.map((column) => column.type)).toEqual(['text', 'date', 'phone', 'decimal']);
    expect(seen.columns[3]).toMatchObject({ decimalMark: '.', samples: ['1,200.50', '30'] });
  });

  it('may hold full-width digits, which are digits like others', async () => {
    const seen = await inspect(
      '订单号,下单时间,手机,金额\nＡ１,２０２６/１/５,１３８００１３８０００,￥１，２００．５０\n',
    );
    expect(seen.columns.map((column) => column.type)).toEqual(['text', 'date', 'phone', 'decimal']);
  });

  it('may lie on any sheet or have any header row, when somebody says so', async () => {
    const seen = await inspect(TABLE, { headerRow: 'none' });
    expect(seen.columns.map((column) => column.name)).toEqual(['A', 'B', 'C', 'D']);
  });
});

describe('numeric dates', () => {
  const dates = (...values: string[]) => `Order ID,Date,Amount\n${values.map((value) => `A,${value},1`).join('\n')}\n`;

  it('tell day from month by the one that decides', async () => {
    expect((await inspect(dates('01/05/2024', '25/05/2024'))).columns[1]).toMatchObject({
      dateOrder: 'dmy',
      dateOrderSure: true,
    });
    expect((await inspect(dates('01/05/2024', '01/25/2024'))).columns[1]).toMatchObject({
      dateOrder: 'mdy',
      dateOrderSure: true,
    });
  });

  it('are read on far beyond the sample for it', async () => {
    const seen = await inspect(dates(...Array.from({ length: 5_000 }, () => '01/05/2024'), '25/05/2024'));
    expect(seen.columns[1]).toMatchObject({ dateOrder: 'dmy', dateOrderSure: true });
  });

  it('that fit both orders are said to be unsure', async () => {
    const seen = await inspect(dates('01/05/2024', '02/06/2024'));
    expect(seen.columns[1]).toMatchObject({ dateOrder: 'mdy', dateOrderSure: false });
    expect(seen.warnings.map((warning) => warning.code)).toEqual(['date_order_unsure']);
  });
});

describe('mappings', () => {
  it('are suggested by synonyms, without case, blanks, punctuation and units', async () => {
    const seen = await inspect('order_id,DATE,金额（元）,Mobile \nA1,2026-01-05,1,13800138000\n');
    expect(fieldsOf(seen)).toEqual({ order: 0, at: 1, amount: 2, phone: 3 });
  });

  it('prefer the column whose header is the more usual one', async () => {
    const seen = await inspect('订单号,付款时间,下单时间,金额\nA1,2026-01-06,2026-01-05,1\n');
    expect(fieldsOf(seen).at).toBe(2);
  });

  it('name what is missing', async () => {
    const seen = await inspect('订单号,手机号\nA1,13800138000\n', { kind: 'sales' });
    expect(seen.missing).toEqual([['at'], ['amount']]);
  });

  it('are remembered for the next file of the source with the same headers', async () => {
    const names = ['订单号', '下单时间', '手机号', '金额'];
    const chosen = [{ column: 3, field: 'amount', dateOrder: null, decimalMark: null }];
    await rememberMapping(ctx, 3, 'sales', names, chosen);
    const seen = await inspect(TABLE, { source: 'file' });
    expect(seen).toMatchObject({ remembered: true, mapping: chosen });
    expect((await inspect(TABLE, { source: 'tmall' })).remembered).toBe(false);
  });

  it('warn of a header that stands twice', async () => {
    const seen = await inspect('订单号,金额,金额,下单时间\nA1,1,2,2026-01-05\n');
    expect(seen.warnings).toContainEqual({ code: 'duplicate_header', columns: [1, 2], detail: '金额' });
  });
});

describe('headers merged over two rows', () => {
  const body = 'A1,李雷,13800138000,2026-01-05,30\n';

  it('take what stands above them, titles or not', async () => {
    const merged = '订单号,客户信息,,下单时间,金额\n,姓名,手机号,,\n';
    for (const [text, headerRow] of [
      [merged + body, 2],
      [`销售明细,,,,\n${merged}${body}`, 3],
    ] as const) {
      const seen = await inspect(text);
      expect(seen).toMatchObject({ kind: 'sales', layout: { headerRow } });
      expect(seen.columns.map(({ name }) => name)).toEqual(['订单号', '姓名', '手机号', '下单时间', '金额']);
    }
  });

  it('get the name of their group where two are the same', async () => {
    const seen = await inspect(
      `订单号,买家,,收货人,,下单时间,金额\n,姓名,手机号,姓名,手机号,,\nA1,甲,13800138000,乙,13900139000,2026-01-05,30\n`,
    );
    expect(seen.columns.map(({ name }) => name)).toEqual([
      '订单号',
      '买家姓名',
      '买家手机号',
      '收货人姓名',
      '收货人手机号',
      '下单时间',
      '金额',
    ]);
  });
});

describe('cells merged downwards', () => {
  const rows = [
    ['订单导出', null, null, null],
    ['订单号', '下单时间', '手机', '金额'],
    ['A1', '2026-01-05', 13_800_138_000, 30],
    [null, null, null, 40],
    ['A2', '2026-01-06', 13_900_139_000, 50],
  ];

  it('are read into each row, and the person is told and shown which', async () => {
    const seen = await inspect(workbookWith([{ name: 'S', rows, merges: ['A1:D1', 'A3:A4', 'B3:B4', 'C3:C4'] }]));
    expect(seen.rows[3]).toEqual({ rowNo: 4, cells: ['A1', '2026-01-05', '13800138000', '40'], merged: [0, 1, 2] });
    expect(seen.rows[4]).toEqual({ rowNo: 5, cells: ['A2', '2026-01-06', '13900139000', '50'] });
    expect(seen.warnings).toContainEqual({ code: 'merged_cells', columns: [0, 1, 2], detail: '3' });
    expect(fieldsOf(seen)).toEqual({ order: 0, at: 1, phone: 2, amount: 3 });
  });

  it('are not read into rows when they hold amounts; the column stays chosen where nothing else says enough', async () => {
    const seen = await inspect(workbookWith([{ name: 'S', rows, merges: ['A3:A4', 'D3:D4'] }]));
    expect(seen.rows[3]?.cells).toEqual(['A1', '', '', '40']);
    expect(seen.warnings).toContainEqual({ code: 'merged_refused', columns: [3], detail: null });
    expect(fieldsOf(seen)).toHaveProperty('amount', 3);
  });

  it('are not guessed where cells are only blank', async () => {
    const seen = await inspect(workbookWith([{ name: 'S', rows }]));
    expect(seen.rows[3]).toEqual({ rowNo: 4, cells: ['', '', '', '40'] });
    expect(seen.warnings.map(({ code }) => code)).toEqual(['titles_above_header']);
  });
});

describe('workbooks of several sheets', () => {
  const sheet = (name: string, rows: string[][]) => ({ name, rows, widths: [] });
  const orders = [
    ['订单号', '下单时间', '金额'],
    ['A1', '45296', '¥1,234.50'],
  ];

  it('are read where headers are known, and the other sheets are named', async () => {
    const book = workbookOf([sheet('说明', [['请勿修改'], ['导出时间', '2026-01-05']]), sheet('订单', orders)]);
    const seen = await inspect(book);
    expect(seen).toMatchObject({ kind: 'sales', layout: { sheet: '订单' } });
    expect(seen.sheets).toEqual([
      { name: '说明', hidden: false },
      { name: '订单', hidden: false },
    ]);
    expect(seen.warnings).toContainEqual({ code: 'other_sheets', columns: [], detail: '说明' });
    expect((await inspect(book, { sheet: '说明' })).layout.sheet).toBe('说明');
  });

  it.each(['hidden', 'veryHidden'] as const)('do not offer one that is %s by themselves', async (state) => {
    const old = orders.map(([no = '', at = '', amount = '']) => [no === 'A1' ? 'OLD' : no, at, amount]);
    const book = workbookWith([
      { name: '旧订单', rows: old, state },
      { name: '订单', rows: orders },
    ]);
    const seen = await inspect(book);
    expect(seen.layout.sheet).toBe('订单');
    expect(seen.columns[0]?.samples).toEqual(['A1']);
    expect(seen.sheets).toEqual([
      { name: '旧订单', hidden: true },
      { name: '订单', hidden: false },
    ]);
    expect(seen.warnings).toEqual([{ code: 'other_sheets', columns: [], detail: '旧订单' }]);
    const wanted = await inspect(book, { sheet: '旧订单' });
    expect(wanted.columns[0]?.samples).toEqual(['OLD']);
    expect(wanted.warnings).toContainEqual({ code: 'sheet_hidden', columns: [], detail: '旧订单' });
  });

  it('are all hidden, and then the first is read and said to be hidden', async () => {
    const seen = await inspect(workbookWith([{ name: '订单', rows: orders, state: 'hidden' }]));
    expect(seen.layout.sheet).toBe('订单');
    expect(seen.warnings).toEqual([{ code: 'sheet_hidden', columns: [], detail: '订单' }]);
  });
});

describe('no tables', () => {
  it.each([
    ['an empty file', '', 'ingest.empty_file'],
    ['empty lines', '\n\n\n', 'ingest.empty_file'],
    ['headers alone', '订单号,下单时间,金额\n', 'ingest.no_rows'],
    [
      'a picture',
      Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
      'ingest.binary_file',
    ],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'), 'ingest.old_excel'],
    ['bytes of no encoding', Buffer.from('6f72646572ff0a31fe320a', 'hex'), 'ingest.unknown_encoding'],
    ['a damaged .gz', gzipSync(TABLE).subarray(0, 40), 'ingest.broken_gzip'],
    ['a zip of something else', Buffer.from('504b0304140000000000', 'hex'), 'ingest.broken_workbook'],
  ])('%s: %s', async (_name, content, code) => expect(await refusal(content)).toBe(code));
});
