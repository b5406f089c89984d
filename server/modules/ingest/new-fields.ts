/**
 * What a column that feeds no field could become: its type by all it says, so that a field made of it refuses no row. Read on through
 * the file, since a choice or a word may come late; a file longer than that keeps to text where words are concerned.
 */
import type { NewField } from '#platform/importer.ts';
import type { Layout } from './contract.ts';
import { parseWallTime } from './dates.ts';
import { parseDecimal } from './decimals.ts';
import type { FileColumn } from './inspection-contract.ts';
import { labelOf } from './labels.ts';
import { isNoRecord } from './not-records.ts';
import { fileRows } from './rows.ts';
import { parserOf, saidIn } from './values.ts';

const ROWS_READ = 200_000;
/** Of very wide files fewer rows are read, so that nobody waits. */
const CELLS_READ = 4_000_000;
const MOST_CHOICES = 20;
const LONGEST_CHOICE = 40;
/** A word that is a choice comes again and again; a header that says so needs less of it. */
const TIMES_EACH = 5;
const LONGEST_NAME = 60;
/** Longer texts are refused by the field. */
const LONGEST_TEXT = 500;

const CHOOSES =
  /等级|级别|类型|类别|类目|分组|状态|渠道|level|tier|type|status|segment|category|plan|class|grade|group/;
const MONEY =
  /额|款|余额|储值|客单价|笔单价|消费|充值|价|费用|amount|spen[dt]|balance|revenue|price|income|salary|charges|total/;
const COUNTS =
  /次数|数量|件数|笔数|单数|天数|频次|积分|成长值|时间|日期|count|times|points|orders|qty|quantity|days|score|rating|rate|率|分$|指数|age|年|k$|万|千/;
const CURRENCY = /[¥￥$€£₹元]/;

type Seen = {
  column: FileColumn;
  count: number;
  words: Set<string>;
  longest: number;
  /** What all values so far could be. */
  could: Set<'phone' | 'moment' | 'number' | 'yes_no'>;
  hasTime: boolean;
  hasCurrency: boolean;
};

/** By column. Of columns whose texts are too long for a field nothing is proposed. */
export async function draftFields(
  path: string,
  layout: Layout,
  columns: readonly FileColumn[],
): Promise<Map<number, NewField>> {
  const seen = columns.map((column): Seen => ({
    column,
    count: 0,
    words: new Set(),
    longest: 0,
    could: new Set(['phone', 'moment', 'number', 'yes_no']),
    hasTime: false,
    hasCurrency: false,
  }));
  const most = Math.min(ROWS_READ, Math.ceil(CELLS_READ / columns.length));
  let read = 0;
  for await (const { rows, rowNos } of fileRows(path, layout, { bytes: 0 })) {
    for (const [index, cells] of rows.entries())
      if ((rowNos[index] ?? 0) > (layout.headerRow ?? 0) && !isNoRecord(cells))
        for (const one of seen) look(one, cells);
    read += rows.length;
    if (read >= most) break;
  }
  const whole = read < most;
  return new Map(
    seen
      .filter(({ count, longest }) => count > 0 && longest <= LONGEST_TEXT)
      .map((one) => [one.column.column, draft(one, whole)]),
  );
}

function look(seen: Seen, cells: readonly string[]): void {
  const text = saidIn(cells[seen.column.column] ?? '');
  if (text === null) return;
  seen.count += 1;
  seen.longest = Math.max(seen.longest, text.length);
  if (seen.words.has(text)) return;
  if (seen.words.size <= MOST_CHOICES) seen.words.add(text);
  for (const kind of seen.could) if (!CAN_BE[kind](text, seen.column)) seen.could.delete(kind);
  if (seen.could.has('moment') && /\d[:时点T]\d/.test(text)) seen.hasTime = true;
  if (seen.could.has('number') && CURRENCY.test(text)) seen.hasCurrency = true;
}

const phone = parserOf(
  { code: '', type: 'phone', synonyms: [] },
  { dateOrder: 'ymd', decimalMark: '.', timeZone: 'UTC' },
);

const CAN_BE: Readonly<
  Record<'phone' | 'moment' | 'number' | 'yes_no', (text: string, column: FileColumn) => boolean>
> = {
  phone: (text, { type }) => type === 'phone' && typeof phone(text) === 'string',
  moment: (text, { type, dateOrder }) => type === 'date' && !('code' in parseWallTime(text, dateOrder ?? 'mdy')),
  number: (text, { decimalMark }) => typeof parseDecimal(text.replace(/[%％]$/, ''), decimalMark ?? '.') === 'string',
  yes_no: (text) => /^(?:是|否|有|无|yes|no|true|false|y|n)$/i.test(text),
};

function draft(seen: Seen, whole: boolean): NewField {
  const name = seen.column.name.slice(0, LONGEST_NAME);
  const plain = { name, choices: [] };
  const label = labelOf(name);
  if (seen.could.has('phone')) return { ...plain, type: 'phone' };
  if (seen.could.has('moment')) return { ...plain, type: seen.hasTime ? 'instant' : 'day' };
  if (seen.could.has('number')) {
    const isMoney = seen.hasCurrency || (MONEY.test(label) && !COUNTS.test(label));
    const hasPercent = [...seen.words].some((word) => /[%％]$/.test(word));
    return { ...plain, type: isMoney && !hasPercent ? 'money' : 'number' };
  }
  if (seen.could.has('yes_no')) return { ...plain, type: 'yes_no' };
  const often = CHOOSES.test(label) || seen.count >= seen.words.size * TIMES_EACH;
  if (!whole || !often || seen.words.size > MOST_CHOICES || seen.longest > LONGEST_CHOICE)
    return { ...plain, type: 'text' };
  return { name, type: 'choice', choices: [...seen.words].toSorted() };
}
