/** Workbooks for tests: parts zipped by hand, so that damaged and hostile ones can be made too. */
import { crc32, deflateRawSync } from 'node:zlib';

export type Cell = string | number | boolean | Date | null;

export type TestSheet = {
  name: string;
  rows: readonly (readonly Cell[])[];
  /** `A2:A4` … */
  merges?: readonly string[];
  state?: 'hidden' | 'veryHidden';
};

/** A workbook as Excel lays it out: shared texts, and a style for dates. The rows lie on the first sheet. */
export const workbook = (rows: TestSheet['rows'], sheets: readonly string[] = ['Sheet1']): Buffer =>
  workbookWith(sheets.map((name, i) => ({ name, rows: i === 0 ? rows : [] })));

/** The same, sheet by sheet. As in Excel, what is merged is told behind the rows. */
export function workbookWith(sheets: readonly TestSheet[]): Buffer {
  const strings = new Map<string, number>();
  const bodies = sheets.map(({ rows }) => rows.map((row, i) => rowXml(row, i + 1, strings)).join(''));
  const items = [...strings.keys()].map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`).join('');
  const worksheet = (data: string, merges: readonly string[]) => {
    const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    const told = merges.length > 0 ? `<mergeCells count="${merges.length}">${merged}</mergeCells>` : '';
    return `<?xml version="1.0"?><worksheet xmlns="m"><sheetData>${data}</sheetData>${told}</worksheet>`;
  };
  const tags = sheets.map(({ name, state }, i) => {
    const hidden = state ? ` state="${state}"` : '';
    return `<sheet name="${escapeXml(name)}" sheetId="${i + 1}"${hidden} r:id="rId${i + 1}"/>`;
  });
  const relations = sheets.map((_, i) => relation(`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`));
  return zipOf({
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${tags.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}${relation('rIdS', 'sharedStrings', 'sharedStrings.xml')}${relation('rIdT', 'styles', 'styles.xml')}</Relationships>`,
    'xl/sharedStrings.xml': `<sst xmlns="m">${items}</sst>`,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; h:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    ...Object.fromEntries(
      sheets.map(({ merges = [] }, i) => [`xl/worksheets/sheet${i + 1}.xml`, worksheet(bodies[i] ?? '', merges)]),
    ),
  });
}

const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="http://schemas.example/${type}" Target="${target}"/>`;

const EPOCH = Date.UTC(1899, 11, 30);

function rowXml(row: readonly Cell[], rowNo: number, strings: Map<string, number>): string {
  const cells = row.map((cell, column) => {
    const place = `r="${String.fromCharCode(65 + column)}${rowNo}"`;
    if (cell === null) return '';
    if (typeof cell === 'number') return `<c ${place}><v>${cell}</v></c>`;
    if (typeof cell === 'boolean') return `<c ${place} t="b"><v>${cell ? 1 : 0}</v></c>`;
    if (cell instanceof Date) return `<c ${place} s="1"><v>${(cell.getTime() - EPOCH) / 86_400_000}</v></c>`;
    if (!strings.has(cell)) strings.set(cell, strings.size);
    return `<c ${place} t="s"><v>${strings.get(cell)}</v></c>`;
  });
  return `<row r="${rowNo}" spans="1:${row.length}">${cells.join('')}</row>`;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A zip of deflated parts; `declared` lies about how many bytes a part inflates to. */
export function zipOf(
  parts: Readonly<Record<string, string>>,
  declared: Readonly<Record<string, number>> = {},
): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text);
    const packed = deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(declared[name] ?? data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listed, end]);
}
