import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { workbookWith, zipOf } from '#test/workbook.ts';
import { firstRowOf, lastRowOf, mergesOf } from './xlsx-merges.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'liuke-merges-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const LAYOUT = {
  format: 'xlsx',
  compressed: false,
  encoding: null,
  delimiter: null,
  sheet: null,
  headerRow: 1,
} as const;

async function write(name: string, bytes: Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

test('merges are found in whatever order and however many, at eight bytes each', async () => {
  const many = Array.from({ length: 60_000 }, (_, n) => `A${2 * n + 2}:A${2 * n + 3}`).toReversed();
  // A text that looks like their beginning, merges to the right and one of the header.
  const rows = [['mergeCells'], ['a']];
  const file = await write('many.xlsx', workbookWith([{ name: 'S', rows, merges: [...many, 'B5:C5', 'D1:D2'] }]));
  const merges = await mergesOf(file, LAYOUT);
  expect([...(merges ?? [])].map(([column, spans]) => [column, spans.length])).toEqual([[0, 60_000]]);
  const spans = merges?.get(0) ?? new Float64Array();
  expect(spans.byteLength).toBe(480_000);
  expect([...spans.subarray(0, 2)].map((span) => [firstRowOf(span), lastRowOf(span)])).toEqual([
    [2, 3],
    [4, 5],
  ]);
  expect(await mergesOf(file, { ...LAYOUT, headerRow: 200_000 })).toBeNull();
});

test('merges of other programs are found too, and none where there are none', async () => {
  const sheet = (merges: string) =>
    zipOf({
      'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': `<x:worksheet xmlns:x="s"><x:sheetData><x:row/></x:sheetData>${merges}</x:worksheet>`,
    });
  const told = '<x:mergeCells count="1"><x:mergeCell ref="AB2:AC4"/></x:mergeCells><x:drawing/>';
  expect([...((await mergesOf(await write('prefix.xlsx', sheet(told)), LAYOUT)) ?? [])]).toEqual([
    [27, Float64Array.from([2 * 2 ** 21 + 4])],
  ]);
  expect(await mergesOf(await write('none.xlsx', sheet('')), LAYOUT)).toBeNull();
  expect(await mergesOf('no file', { ...LAYOUT, format: 'csv' })).toBeNull();
});
