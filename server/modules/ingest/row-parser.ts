/** From the cells of a row to the values of an importer's fields, compiled once per file. Runs for every row. */
import type { Importer, ParsedRow, RowProblem } from '#platform/importer.ts';
import type { Layout, MappedColumn } from './contract.ts';
import { isRefusal } from './refusals.ts';
import { isBlank } from './rows.ts';
import { parserOf, saidIn, type ValueParser } from './values.ts';

export type RowParser = {
  /** The values, in an array that the next call reuses; or the first problem. */
  parse: (cells: readonly string[]) => ParsedRow | RowProblem;
  /** What ties the row to the others of its record, if it can be read; also of rows that were refused. */
  groupKey: (cells: readonly string[]) => string | null;
};

export type ParserOptions = {
  importer: Importer;
  mapping: readonly MappedColumn[];
  layout: Layout;
  columns: number;
  timeZone: string;
};

type FieldParser = { code: string; required: boolean; ofGroup: boolean; column: number; parse: ValueParser };

export function rowParser({ importer, mapping, layout, columns, timeZone }: ParserOptions): RowParser {
  const fields = importer.fields.map((field): FieldParser => {
    const mapped = mapping.find((entry) => entry.field === field.code);
    const formats = {
      dateOrder: mapped?.dateOrder ?? 'mdy',
      decimalMark: mapped?.decimalMark ?? '.',
      timeZone,
    } as const;
    return {
      code: field.code,
      required: (field.required ?? false) || (field.neverBlank ?? false),
      ofGroup: field.ofGroup ?? false,
      column: mapped?.column ?? -1,
      parse: parserOf(field, formats),
    };
  });
  const group = fields.find((field) => field.code === importer.groupField);
  const padded = layout.format === 'xlsx';
  const groupIndex = group ? fields.indexOf(group) : -1;
  // The group of the row before, as long as the values of that row still stand in `row`.
  let before: unknown;
  const row: (string | number | boolean | null)[] = fields.map(() => null);

  return {
    parse: (cells) => {
      if (cells.length !== columns) {
        const problem = widthProblem(cells, columns, padded);
        if (problem) return problem;
      }
      const above = before;
      before = undefined;
      for (let i = 0; i < fields.length; i += 1) {
        const field = fields[i]!;
        if (field.column < 0) continue;
        const text = saidIn(cells[field.column] ?? '');
        if (text === null) {
          if (field.ofGroup && above !== undefined && row[groupIndex] === above && row[i] !== null) continue;
          if (field.required) return { field: field.code, code: 'required' };
          row[i] = null;
          continue;
        }
        const value = field.parse(text);
        if (isRefusal(value)) return { field: field.code, code: value.code, detail: value.detail };
        if (value === null && field.required) return { field: field.code, code: 'required' };
        row[i] = value;
      }
      if (groupIndex >= 0) before = row[groupIndex] ?? undefined;
      return row;
    },
    groupKey: (cells) => {
      const text = group ? saidIn(cells[group.column] ?? '') : null;
      const key = text === null ? null : (group?.parse(text) ?? null);
      return typeof key === 'string' ? key : null;
    },
  };
}

/** Workbooks leave out empty cells at the end of a row; text files do not, so a short row there has lost something. */
function widthProblem(cells: readonly string[], columns: number, padded: boolean): RowProblem | null {
  const detail = `${cells.length} / ${columns}`;
  if (cells.length < columns) return padded ? null : { field: null, code: 'too_few_columns', detail };
  return isBlank(cells.slice(columns)) ? null : { field: null, code: 'too_many_columns', detail };
}
