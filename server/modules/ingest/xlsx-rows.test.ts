import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidError } from '#platform/errors.ts';
import { workbook, zipOf } from '#test/workbook.ts';
import { sheetRows } from './xlsx-rows.ts';
import { openWorkbook } from './xlsx-workbook.ts';
import { workbookOf } from './xlsx-writer.ts';

let folder = '';
beforeAll(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'liuke-xlsx-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, bytes: Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

async function cellsOf(file: string, sheet: string | null = null): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of sheetRows(file, sheet, { bytes: 0 }))
    for (const row of batch) rows[row.rowNo - 1] = row.cells;
  return rows;
}

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (error instanceof InvalidError ? error.code : String(error)),
  );

describe('a workbook', () => {
  it('is read with its texts, numbers, dates and truths', async () => {
    const book = workbook([
      ['订单号', '时间', '数量', '金额', '电话', '备注', '已付'],
      ['A<1>&"', new Date('2024-01-05T13:00:00Z'), 3, 0.1 + 0.2, 13_800_138_000, null, true],
      ['A2', new Date('2024-01-05T00:00:00Z'), 1e-7, 1.5e10],
    ]);
    expect(await cellsOf(await write('kinds.xlsx', book))).toEqual([
      ['订单号', '时间', '数量', '金额', '电话', '备注', '已付'],
      ['A<1>&"', '2024-01-05 13:00:00', '3', '0.3', '13800138000', '', 'true'],
      ['A2', '2024-01-05', '1e-7', '15000000000'],
    ]);
  });

  it('keeps every Chinese character, wherever the chunks are cut', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `补水保湿精华液第${i}号`);
    const rows = await cellsOf(await write('long.xlsx', workbook(names.map((name) => [name]))));
    expect(rows.map((row) => row[0])).toEqual(names);
  });

  it('may leave out where its cells stand, blank ones included', async () => {
    const file = await write(
      'places.xlsx',
      workbookOf([
        {
          name: 'S',
          rows: [
            ['a', '', 'c'],
            ['', '2', '3'],
          ],
          widths: [],
        },
      ]),
    );
    const rows: string[][] = [];
    for await (const batch of sheetRows(file, null, { bytes: 0 })) rows.push(...batch.map(({ cells }) => cells));
    expect(rows).toEqual([
      ['a', '', 'c'],
      ['', '2', '3'],
    ]);
  });

  it('has its sheets by name, in the order of the tabs', async () => {
    const file = await write('sheets.xlsx', workbook([['a', 'b']], ['数据 & more', '说明']));
    expect((await openWorkbook(file)).sheets.map((sheet) => sheet.name)).toEqual(['数据 & more', '说明']);
    expect(await cellsOf(file)).toEqual([['a', 'b']]);
    expect(await cellsOf(file, '说明')).toEqual([]);
    expect(await reasonOf(cellsOf(file, '没有'))).toBe('ingest.sheet_not_found');
  });

  it('of other programs is read too: prefixes, inline texts, no shared texts, cells without a place', async () => {
    const sheet = `<x:worksheet xmlns:x="s"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:r><x:t>姓</x:t></x:r><x:r><x:t>名</x:t></x:r></x:is></x:c><x:c><x:v>7</x:v></x:c></x:row><x:row/><x:row r="4"><x:c r="B4" t="str"><x:v>&#65;&amp;B_x000A_</x:v></x:c><x:c r="C4"><x:f>A1*2</x:f><x:v>14</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
    const rows = await cellsOf(await write('other.xlsx', zipOf(bookWith(sheet))));
    expect(rows[0]).toEqual(['姓名', '7']);
    expect(rows[3]).toEqual(['', 'A&B\n', '14']);
  });

  it('that counts days from 1904 keeps its dates', async () => {
    const sheet = '<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>43834</v></c></row></sheetData></worksheet>';
    const parts = bookWith(sheet, '<workbookPr date1904="1"/>');
    const styles = '<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>';
    const relation = '<Relationship Id="r2" Type="http://x/styles" Target="styles.xml"/></Relationships>';
    parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels']!.replace('</Relationships>', relation);
    expect(await cellsOf(await write('1904.xlsx', zipOf({ ...parts, 'xl/styles.xml': styles })))).toEqual([
      ['2024-01-05'],
    ]);
  });
});

describe('a file that only looks like a workbook is refused', () => {
  it('when it inflates to far more than a table would', async () => {
    const bomb = bookWith(`<worksheet><sheetData>${' '.repeat(200 * 2 ** 20)}</sheetData></worksheet>`);
    expect(await reasonOf(cellsOf(await write('bomb.xlsx', zipOf(bomb))))).toBe('ingest.unpacks_too_big');
  });

  it('when it inflates to more than it declares', async () => {
    const sheet = `<worksheet><sheetData>${' '.repeat(40 * 2 ** 20)}</sheetData></worksheet>`;
    const lying = zipOf(bookWith(sheet), { 'xl/worksheets/sheet1.xml': 1_000 });
    expect(await reasonOf(cellsOf(await write('liar.xlsx', lying)))).toBe('ingest.unpacks_too_big');
  });

  it('when it is a zip of something else, cut off, or damaged inside', async () => {
    expect(await reasonOf(cellsOf(await write('else.xlsx', zipOf({ 'a.txt': 'hello' }))))).toBe(
      'ingest.broken_workbook',
    );
    const whole = zipOf(bookWith('<worksheet><sheetData></sheetData></worksheet>'));
    expect(await reasonOf(cellsOf(await write('cut.xlsx', whole.subarray(0, 200))))).toBe('ingest.broken_workbook');
    const unfinished = zipOf(bookWith('<worksheet><sheetData><row r="1">'));
    expect(await reasonOf(cellsOf(await write('half.xlsx', unfinished)))).toBe('ingest.broken_workbook');
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 40, 60);
    expect(await reasonOf(cellsOf(await write('damaged.xlsx', damaged)))).toBe('ingest.broken_workbook');
  });

  it('when a row has more columns than any table', async () => {
    const sheet = '<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>';
    expect(await reasonOf(cellsOf(await write('wide.xlsx', zipOf(bookWith(sheet)))))).toBe('ingest.too_many_columns');
  });
});

function bookWith(sheet: string, properties = ''): Record<string, string> {
  return {
    'xl/workbook.xml': `<workbook>${properties}<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
  };
}
