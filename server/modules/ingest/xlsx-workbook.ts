/** What the rows of a sheet refer to: the sheets' names, the shared texts, and which styles show dates. */
import { InvalidError } from '#platform/errors.ts';
import { brokenWorkbook, entryBytes, zipEntries, type ZipEntry } from './zip-directory.ts';

export type Workbook = {
  path: string;
  /** In the order of the tabs. */
  sheets: { name: string; hidden: boolean; entry: ZipEntry }[];
  strings: ZipEntry | null;
  styles: ZipEntry | null;
  /** Days are counted from 1904 instead of 1900. */
  from1904: boolean;
};

const LIMIT_BYTES = { index: 8 * 2 ** 20, styles: 64 * 2 ** 20, strings: 160 * 2 ** 20 };

export async function openWorkbook(path: string): Promise<Workbook> {
  const entries = await zipEntries(path);
  const find = (name: string) => entries.get(name.replace(/^\//, '')) ?? null;
  const index = find('xl/workbook.xml');
  const relations = find('xl/_rels/workbook.xml.rels');
  if (!index || !relations) throw brokenWorkbook();
  const text = await entryText(path, index);
  const targets = relationsIn(await entryText(path, relations));
  const target = (type: string) => targets.find((relation) => relation.type.endsWith(`/${type}`));
  const sheets = tagsIn(text, 'sheet').flatMap((tag) => {
    const id = /\b\w+:id=["']([^"']+)["']/.exec(tag)?.[1];
    const relation = targets.find((candidate) => candidate.id === id && candidate.type.endsWith('/worksheet'));
    const entry = relation && find(relation.target);
    const hidden = /^(hidden|veryHidden)$/.test(attribute(tag, 'state') ?? '');
    return entry ? [{ name: unescapeXml(attribute(tag, 'name') ?? ''), hidden, entry }] : [];
  });
  if (sheets.length === 0) throw brokenWorkbook();
  return {
    path,
    sheets,
    strings: find(target('sharedStrings')?.target ?? ''),
    styles: find(target('styles')?.target ?? ''),
    from1904: /\bdate1904=["'](1|true)["']/.test(text),
  };
}

/** Of one sheet, unpacked. */
export const SHEET_LIMIT_BYTES = 3 * 2 ** 30;

/** The first one where none is named. */
export function chosenSheet({ sheets }: Workbook, name: string | null): Workbook['sheets'][number] {
  const chosen = sheets.find((candidate) => candidate.name === name) ?? (name ? null : sheets[0]);
  if (!chosen) throw new InvalidError('ingest.sheet_not_found', `The workbook has no sheet "${name}".`);
  return chosen;
}

/** A → 0, Z → 25, AA → 26. */
export function columnOf(letters: string | undefined): number | null {
  if (!letters) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

async function entryText(path: string, entry: ZipEntry, limit = LIMIT_BYTES.index): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of entryBytes(path, entry, limit)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

type Relation = { id: string; type: string; target: string };

/** Targets are relative to `xl/`, or start at the root of the package. */
const relationsIn = (text: string): Relation[] =>
  tagsIn(text, 'Relationship').map((tag) => {
    const target = unescapeXml(attribute(tag, 'Target') ?? '');
    return {
      id: attribute(tag, 'Id') ?? '',
      type: attribute(tag, 'Type') ?? '',
      target: target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`,
    };
  });

const tagsIn = (text: string, name: string): string[] =>
  text.match(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, 'g')) ?? [];

export const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}=["']([^"']*)["']`).exec(tag)?.[1];

export async function sharedStrings(workbook: Workbook): Promise<string[]> {
  if (!workbook.strings) return [];
  const strings: string[] = [];
  const item = /<(?:\w+:)?si(?:\s[^>]*)?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?si>)/g;
  let rest = '';
  for await (const text of entryTexts(workbook.path, workbook.strings, LIMIT_BYTES.strings)) {
    const whole = rest + text;
    let end = 0;
    for (const match of whole.matchAll(item)) {
      strings.push(plainText(match[1] ?? ''));
      end = match.index + match[0].length;
    }
    rest = whole.slice(end);
  }
  return strings;
}

/** Decoded strictly and continuously: a character cut by a chunk is put together again. */
export async function* entryTexts(
  path: string,
  entry: ZipEntry,
  limit: number,
  taken = { bytes: 0 },
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of entryBytes(path, entry, limit, taken)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (cause) {
    throw cause instanceof TypeError ? new InvalidError('ingest.broken_workbook', 'A sheet is not UTF-8.') : cause;
  }
}

/** The text of a shared or inline string: its runs joined, without the reading aids (`rPh`) of East Asian text. */
export function plainText(xml: string): string {
  const spoken = xml.includes('rPh') ? xml.replace(/<(?:\w+:)?rPh[\s>][\s\S]*?<\/(?:\w+:)?rPh>/g, '') : xml;
  let text = '';
  for (const match of spoken.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?t>/g)) text += match[1] ?? '';
  return unescapeXml(text);
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  if (!text.includes('&') && !text.includes('_x')) return text;
  return text
    .replace(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
      (whole: string, hex?: string, decimal?: string, name?: string) => {
        if (name) return ENTITIES[name.toLowerCase()] ?? whole;
        const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
        return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
      },
    )
    .replace(/_x([0-9A-F]{4})_/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Formats 14 to 22 and 45 to 47 are dates and times by definition; 27 to 36 and 50 to 58 in Chinese workbooks. */
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** By index of the cell style: whether numbers in it are shown as dates. */
export async function dateStyles(workbook: Workbook): Promise<boolean[]> {
  if (!workbook.styles) return [];
  const text = await entryText(workbook.path, workbook.styles, LIMIT_BYTES.styles);
  const custom = new Map(
    tagsIn(text, 'numFmt').map((tag) => [
      Number(attribute(tag, 'numFmtId')),
      isDateFormat(unescapeXml(attribute(tag, 'formatCode') ?? '')),
    ]),
  );
  const cells = /<(?:\w+:)?cellXfs[\s>]([\s\S]*?)<\/(?:\w+:)?cellXfs>/.exec(text)?.[1] ?? '';
  return tagsIn(cells, 'xf').map((tag) => {
    const id = Number(attribute(tag, 'numFmtId') ?? 0);
    return custom.get(id) ?? isBuiltInDate(id);
  });
}

/** A format of a date has y, m, d, h or s outside quoted text and brackets. */
function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '').split(';')[0] ?? '';
  return /[ymdhs年月日]/i.test(bare);
}
