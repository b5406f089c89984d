/** Templates: the headers of a kind in the reader's language, one example row, and what may stand in each column. */
import type { Importer, ImportField, ImportFieldType } from '#platform/importer.ts';
import type { FileAnswer } from '#platform/module.ts';
import { csvLine, UTF8_MARK } from './csv-writer.ts';
import type { Language } from './reasons.ts';
import { workbookOf } from './xlsx-writer.ts';

/** The first cell of an example row begins so; such a row is never imported. */
export const EXAMPLE_MARKS: Readonly<Record<Language, string>> = { 'zh-CN': '示例：', en: 'Example: ' };

export function templateOf(importer: Importer, language: Language, format: 'xlsx' | 'csv'): FileAnswer {
  const fields = importer.fields;
  const heads = fields.map((field) => headerIn(language, field));
  const example = fields.map(
    (field, place) => (place === 0 ? EXAMPLE_MARKS[language] : '') + exampleOf(language, field),
  );
  if (format === 'csv')
    return {
      fileName: `${importer.kind}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: UTF8_MARK + csvLine(heads) + csvLine(example),
    };
  const words = WORDS[language];
  const explained = fields.map((field, place) => [
    heads[place] ?? '',
    isNeeded(importer, field) ? words.needed : field.required ? words.required : '',
    explain(language, field),
    exampleOf(language, field),
  ]);
  return {
    fileName: `${importer.kind}.xlsx`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body: workbookOf([
      {
        name: words.data,
        rows: [heads, example],
        widths: heads.map((head, place) =>
          Math.min(40, Math.max(12, widthOf(head) + 4, widthOf(example[place] ?? '') + 2)),
        ),
        textColumns: fields.flatMap(({ type }, place) => (TEXTUAL.has(type) ? [place] : [])),
      },
      {
        name: words.help,
        rows: [[words.column, words.needs, words.rule, words.example], ...explained, ['', '', words.exampleRow, '']],
        widths: [22, 14, 60, 30],
      },
    ]),
  };
}

/** Chinese characters take two columns of a spreadsheet. */
const widthOf = (text: string): number => text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0);

const TEXTUAL: ReadonlySet<ImportFieldType> = new Set([
  'text',
  'reference',
  'phone',
  'email',
  'occasion',
  'choice',
  'boolean',
]);

const isNeeded = (importer: Importer, field: ImportField): boolean =>
  importer.needsOneOf.some((group) => group.includes(field.code));

const CHINESE = /\p{Script=Han}/u;

const headerIn = (language: Language, field: ImportField): string =>
  field.synonyms.find((synonym) => CHINESE.test(synonym) === (language === 'zh-CN')) ?? field.synonyms[0] ?? field.code;

/** Of a choice or a yes its first spelling in the language. */
const spelled = (language: Language, spellings: readonly string[]): string =>
  spellings.find((one) => CHINESE.test(one) === (language === 'zh-CN')) ?? spellings[0] ?? '';

function exampleOf(language: Language, field: ImportField): string {
  if (field.example !== undefined) return field.example;
  if (field.type === 'choice') return spelled(language, Object.values(field.choices ?? {})[0] ?? []);
  if (field.type === 'boolean') return language === 'zh-CN' ? '是' : 'yes';
  if (field.type === 'occasion' && field.lunar) return language === 'zh-CN' ? '八月十五' : '8-15';
  return EXAMPLES[field.type] ?? '';
}

const EXAMPLES: Partial<Record<ImportFieldType, string>> = {
  reference: 'A10001',
  integer: '1',
  decimal: '2',
  money: '128.00',
  instant: '2026-01-05 14:30',
  day: '1990-05-06',
  occasion: '2020-05-01',
  phone: '13800138000',
  email: 'zhang@example.com',
};

function explain(language: Language, field: ImportField): string {
  const rule = RULES[field.type][language === 'zh-CN' ? 0 : 1];
  if (field.type !== 'choice') return rule;
  const choices = Object.values(field.choices ?? {}).map((spellings) => spelled(language, spellings));
  return `${rule}${choices.join(language === 'zh-CN' ? '、' : ', ')}`;
}

const RULES: Readonly<Record<ImportFieldType, readonly [zh: string, en: string]>> = {
  text: ['文字', 'Text'],
  reference: ['编号，按文本填写，避免变成 1.23E+17', 'A number as text, so that it does not become 1.23E+17'],
  integer: ['整数', 'A whole number'],
  decimal: ['数字，负数表示退货', 'A number; negative gives back'],
  money: ['金额，如 1234.50，可带 ¥ 和千分位', 'An amount like 1,234.50'],
  instant: ['时间，如 2026-01-05 14:30 或 2026年1月5日', 'A moment like 2026-01-05 14:30'],
  day: ['日期，如 1990-05-06 或 1990年5月6日', 'A day like 1990-05-06'],
  occasion: [
    '日期，可不写年份；农历写作“农历八月十五”',
    'A day, the year may be left out; by the moon like 农历八月十五',
  ],
  phone: ['手机号或座机，按文本填写', 'A telephone number, as text'],
  email: ['邮箱地址', 'An e-mail address'],
  boolean: ['是 或 否', 'yes or no'],
  choice: ['可填：', 'One of: '],
};

const WORDS = {
  'zh-CN': {
    data: '数据',
    help: '填写说明',
    column: '列',
    needs: '必填',
    rule: '怎样填',
    example: '示例',
    required: '必填',
    needed: '至少填一项',
    exampleRow: '“数据”表中以“示例：”开头的一行不会导入，可以直接覆盖或删除。',
  },
  en: {
    data: 'Data',
    help: 'How to fill in',
    column: 'Column',
    needs: 'Needed',
    rule: 'What to write',
    example: 'Example',
    required: 'yes',
    needed: 'one of these',
    exampleRow: 'The row of "Data" that begins with "Example:" is never imported; write over it or delete it.',
  },
} as const;
