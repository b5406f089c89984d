/** The copy as a page that anybody can open and print. */
import type { OwnedTable } from '#platform/owned-tables.ts';

export type CopiedTable = Pick<OwnedTable, 'table' | 'title'> & { rows: Record<string, unknown>[] };
export type Copy = { organisation: string; madeAt: Date; customerId: number; tables: CopiedTable[] };

type Language = 'zh-CN' | 'en';

const WORDS = {
  'zh-CN': {
    title: '个人信息副本',
    made: (name: string, at: string) => `由 ${name} 于 ${at} 生成，包含本系统保存的关于您的全部记录。`,
    rows: (n: number) => `${n} 条`,
  },
  en: {
    title: 'Copy of personal data',
    made: (name: string, at: string) => `Made by ${name} at ${at}. Holds every record this system keeps about you.`,
    rows: (n: number) => `${n} record${n === 1 ? '' : 's'}`,
  },
} as const;

const STYLE = `body{font:14px/1.6 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#1f2329}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}small{color:#646a73;font-weight:normal}
div{overflow-x:auto}table{border-collapse:collapse;font-size:13px}th,td{border:1px solid #dee0e3;padding:4px 8px;text-align:left;vertical-align:top}th{background:#f5f6f7}`;

export function copyPage(copy: Copy, language: Language): string {
  const words = WORDS[language];
  const made = words.made(copy.organisation, copy.madeAt.toISOString());
  const sections = copy.tables.map((table) => section(table, language)).join('\n');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${words.title}</title><style>${STYLE}</style></head>
<body><h1>${words.title}</h1><p>${escaped(made)}</p>
${sections}
</body></html>
`;
}

function section({ table, title, rows }: CopiedTable, language: Language): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) =>
    rows.some((row) => row[column] !== null),
  );
  const head = columns.map((column) => `<th>${escaped(column)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${columns.map((column) => `<td>${cell(row[column])}</td>`).join('')}</tr>`);
  const name = title?.[language === 'en' ? 'en' : 'zh'] ?? table;
  return `<h2>${escaped(name)} <small>${WORDS[language].rows(rows.length)}</small></h2>
<div><table><thead><tr>${head}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

const cell = (value: unknown): string =>
  value === null || value === undefined ? '' : escaped(typeof value === 'string' ? value : JSON.stringify(value));

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
