import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvTokenizer, UnfinishedRowError } from './csv-tokenizer.ts';

function rowsOf(
  chunks: readonly string[],
  delimiter = ',',
  newline: '\n' | '\r' = '\n',
  longestRow = 1_000,
): string[][] {
  const tokenizer = csvTokenizer({ delimiter, newline, longestRow });
  const rows: string[][] = [];
  for (const chunk of chunks) tokenizer.push(chunk, rows);
  tokenizer.end(rows);
  return rows;
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

/** One character at a time and one state: slow, and plain enough to be right by reading. */
function referenceRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let inQuotes = false;
  let atStart = true;
  let begun = false;
  const endRow = () => {
    rows.push([...cells, cell.endsWith('\r') ? cell.slice(0, -1) : cell]);
    [cells, cell, atStart, begun] = [[], '', true, false];
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (inQuotes && char === '"' && text[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (inQuotes) {
      if (char === '"') inQuotes = false;
      else cell += char;
    } else if (char === '"' && atStart) {
      [inQuotes, atStart, begun] = [true, false, true];
    } else if (char === delimiter) {
      cells.push(cell);
      [cell, atStart, begun] = ['', true, true];
    } else if (char === '\n') endRow();
    else {
      cell += char;
      [atStart, begun] = [false, true];
    }
  }
  if (begun) endRow();
  return rows;
}

function isClosed(text: string): boolean {
  try {
    rowsOf([text]);
    return true;
  } catch (error) {
    if (error instanceof UnfinishedRowError) return false;
    throw error;
  }
}

const cell = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', ';', '\n', ' ', '1'), maxLength: 6 });
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
const cuts = fc.array(fc.nat(200), { maxLength: 8 });

function cutAt(text: string, places: readonly number[]): string[] {
  const edges = [0, ...places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return edges.slice(1).map((edge, i) => text.slice(edges[i], edge));
}

describe('the CSV tokenizer', () => {
  it('gives back what was written, however it is cut into chunks', () => {
    fc.assert(
      fc.property(table, cuts, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, places, ending, lastBreak) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join(ending) + (lastBreak ? ending : '');
        expect(rowsOf(cutAt(text, places))).toEqual(rows);
      }),
    );
  });

  it('agrees with a parser that goes character by character, on any text with closed quotes', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', '\n', '\r\n', ' '), maxLength: 60 });
    fc.assert(
      fc.property(text, cuts, (text, places) => {
        fc.pre(isClosed(text));
        expect(rowsOf(cutAt(text, places))).toEqual(referenceRows(text, ','));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes quotes inside an unquoted cell as text, and text after a closing quote as part of the cell', () => {
    expect(rowsOf(['1,5" PIPE,"a"b\n'])).toEqual([['1', '5" PIPE', 'ab']]);
  });

  it('keeps delimiters, quotes and line breaks of quoted cells', () => {
    expect(rowsOf(['"a,b","say ""hi""","two\nlines"\r\n'])).toEqual([['a,b', 'say "hi"', 'two\nlines']]);
  });

  it('knows lines that end with a carriage return alone', () => {
    expect(rowsOf(['a,b\r1,', '2\r'], ',', '\r')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('refuses a row that is too long, by its number, without waiting for its end', () => {
    const endless = () => rowsOf(['a,b\n', 'x'.repeat(600), 'x'.repeat(600)]);
    expect(endless).toThrow(new UnfinishedRowError(2, 'too_long'));
    expect(() => rowsOf([`a\n${'x'.repeat(2_000)}\nb\n`])).toThrow(new UnfinishedRowError(2, 'too_long'));
  });

  it('names the row whose quotation mark is never closed', () => {
    expect(() => rowsOf(['a,b\n1,2\n3,"4\n5,6\n'])).toThrow(new UnfinishedRowError(3, 'unclosed_quote'));
  });
});
