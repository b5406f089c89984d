/**
 * Splits delimited text into rows of cells, chunk by chunk. RFC 4180 with the leniency real exports need: quotes inside
 * an unquoted cell are plain text, and text after a closing quote belongs to the cell.
 *
 * Nearly all rows have no quote and are split by the engine; only a row with one is walked by character. On the eight
 * columns of Online Retail that is over two million rows a second, see docs/adr/0201.
 */
export type CsvOptions = { delimiter: string; newline: '\n' | '\r'; longestRow: number };

export type CsvTokenizer = {
  /** Appends the rows that `text` completes. Chunks may be cut anywhere. */
  push: (text: string, rows: string[][]) => void;
  /** Appends what is left when the file ends without a line break. */
  end: (rows: string[][]) => void;
};

/** The row that cannot be finished; counted from 1 over the whole file. */
export class UnfinishedRowError extends Error {
  readonly rowNo: number;
  readonly reason: 'too_long' | 'unclosed_quote';

  constructor(rowNo: number, reason: 'too_long' | 'unclosed_quote') {
    super(`row ${rowNo}: ${reason}`);
    this.rowNo = rowNo;
    this.reason = reason;
  }
}

const QUOTE = 34;
const CARRIAGE_RETURN = 13;

export function csvTokenizer({ delimiter, newline, longestRow }: CsvOptions): CsvTokenizer {
  const delimiterCode = delimiter.charCodeAt(0);
  const newlineCode = newline.charCodeAt(0);
  // Columns set side by side: any number of blanks parts them, and a quotation mark quotes nothing.
  const byBlanks = delimiter === ' ';
  let carry = '';
  let rowsSoFar = 0;
  /** Of the row being read, for errors. */
  let rowNo = 1;

  const take = (text: string, final: boolean, rows: string[][]) => {
    const before = rows.length;
    let position = 0;
    let quote = byBlanks ? Infinity : nextIndex(text, '"', 0);
    while (position < text.length) {
      rowNo = rowsSoFar + rows.length - before + 1;
      if (quote < position) quote = nextIndex(text, '"', position);
      const found = text.indexOf(newline, position);
      const end = found < 0 ? (final ? text.length : -1) : found;
      if (end >= 0 && quote > end) {
        rows.push(splitPlain(text, position, end));
        position = end + 1;
        continue;
      }
      if (end < 0 && quote === Infinity) break;
      const next = walk(text, position, final, rows);
      if (next < 0) break;
      position = next;
    }
    rowsSoFar += rows.length - before;
    carry = position === 0 ? text : text.slice(position);
    rowNo = rowsSoFar + 1;
    if (carry.length > longestRow) throw new UnfinishedRowError(rowNo, 'too_long');
    if (final && position < text.length) throw new UnfinishedRowError(rowNo, 'unclosed_quote');
  };

  const splitPlain = (text: string, from: number, end: number): string[] => {
    if (end - from > longestRow) throw new UnfinishedRowError(rowNo, 'too_long');
    const trimmed = end > from && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    if (byBlanks) return text.slice(from, trimmed).trim().split(/\s+/);
    return text.slice(from, trimmed).split(delimiter);
  };

  /** Reads one row with quotes; where the next one begins, or -1 when the text ends before this one does. */
  const walk = (text: string, from: number, final: boolean, rows: string[][]): number => {
    const cells: string[] = [];
    let position = from;
    for (;;) {
      let cell = '';
      if (text.charCodeAt(position) === QUOTE) {
        const closed = closingQuote(text, position + 1);
        if (closed < 0 || (closed + 1 === text.length && !final)) return -1;
        cell = unescaped(text, position + 1, closed);
        position = closed + 1;
      }
      let end = position;
      while (end < text.length) {
        const code = text.charCodeAt(end);
        if (code === delimiterCode || code === newlineCode) break;
        end += 1;
      }
      if (end === text.length && !final) return -1;
      const lastCell = end === text.length || text.charCodeAt(end) === newlineCode;
      const stop = lastCell && end > position && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
      cells.push(stop > position ? cell + text.slice(position, stop) : cell);
      position = end + 1;
      if (lastCell) break;
    }
    if (position - from > longestRow) throw new UnfinishedRowError(rowNo, 'too_long');
    rows.push(cells);
    return position;
  };

  return {
    push: (text, rows) => take(carry === '' ? text : carry + text, false, rows),
    end: (rows) => take(carry, true, rows),
  };
}

const nextIndex = (text: string, wanted: string, from: number): number => {
  const found = text.indexOf(wanted, from);
  return found < 0 ? Infinity : found;
};

/** The quote that ends the cell: one that no second quote follows. */
function closingQuote(text: string, from: number): number {
  let position = from;
  for (;;) {
    const found = text.indexOf('"', position);
    if (found < 0) return -1;
    if (text.charCodeAt(found + 1) !== QUOTE) return found;
    position = found + 2;
  }
}

function unescaped(text: string, from: number, to: number): string {
  const body = text.slice(from, to);
  return body.includes('""') ? body.replaceAll('""', '"') : body;
}
