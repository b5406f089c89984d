/** Which column feeds which field: what the server suggests, overruled by what the person chose (kept in the URL). */
import type { z } from 'zod';
import type { importKind, mappedColumn } from '#modules/ingest/contract.ts';

export type Kind = z.input<typeof importKind>;
export type Mapped = z.infer<typeof mappedColumn>;

/** `column:field:dateOrder:decimalMark:whole|each`; an empty field leaves the column out. */
export const writeChoice = ({ column, field, dateOrder, decimalMark, ofRecord }: Mapped): string =>
  `${column}:${field}:${dateOrder ?? ''}:${decimalMark ?? ''}${ofRecord === undefined ? '' : ofRecord ? ':whole' : ':each'}`;

const DATE_ORDERS: ReadonlySet<string> = new Set(['ymd', 'mdy', 'dmy']);
const MARKS: ReadonlySet<string> = new Set(['.', ',']);

/** Null when the text is no choice. */
export function readChoice(text: string): Mapped | null {
  const [column = '', field = '', dateOrder = '', decimalMark = '', ofRecord] = text.split(':');
  if (!/^\d{1,3}$/.test(column)) return null;
  return {
    column: Number(column),
    field,
    dateOrder: DATE_ORDERS.has(dateOrder) ? (dateOrder as Mapped['dateOrder']) : null,
    decimalMark: MARKS.has(decimalMark) ? (decimalMark as Mapped['decimalMark']) : null,
    ...((ofRecord === 'whole' || ofRecord === 'each') && { ofRecord: ofRecord === 'whole' }),
  };
}

type Suggested = z.input<typeof mappedColumn>;

/** By column; choices win, and a field that was given to another column is taken from the one it was suggested for. */
export function effectiveMapping(suggested: readonly Suggested[], choices: readonly string[]): Map<number, Mapped> {
  const chosen = choices.flatMap((text) => readChoice(text) ?? []);
  const chosenColumns = new Set(chosen.map(({ column }) => column));
  const chosenFields = new Set(chosen.map(({ field }) => field));
  const kept = suggested
    .filter(({ column, field }) => !chosenColumns.has(column) && !chosenFields.has(field))
    .map((entry): Mapped => ({ ...entry, dateOrder: entry.dateOrder ?? null, decimalMark: entry.decimalMark ?? null }));
  return new Map([...kept, ...chosen.filter(({ field }) => field !== '')].map((entry) => [entry.column, entry]));
}

/** The choices after one more: of the same column the last counts, and a field feeds from one column only. */
export function withChoice(choices: readonly string[], next: Mapped): string[] {
  const others = choices.filter((text) => {
    const choice = readChoice(text);
    return choice !== null && choice.column !== next.column && (next.field === '' || choice.field !== next.field);
  });
  return [...others, writeChoice(next)];
}

/** What the kind needs and the mapping lacks: of each group one field. */
export function missingGroups(kind: Kind, mapping: ReadonlyMap<number, Mapped>): string[][] {
  const mapped = new Set([...mapping.values()].map(({ field }) => field));
  const needed = [...kind.fields.filter(({ required }) => required).map(({ code }) => [code]), ...kind.needsOneOf];
  return needed.filter((group) => !group.some((field) => mapped.has(field)));
}
