/** The sentences of the error file and the wizard, in both languages, by the stable code of the rule. */
import type { Importer } from '#platform/importer.ts';

export type Language = 'zh-CN' | 'en';
type Sentence = { zh: string; en: string };

const REASONS: Readonly<Record<string, Sentence>> = {
  required: { zh: '不能为空', en: 'must not be empty' },
  date_unreadable: { zh: '“{detail}”不是能识别的日期', en: '"{detail}" is not a date that can be read' },
  date_impossible: { zh: '“{detail}”这一天不存在', en: '"{detail}" does not exist in the calendar' },
  date_out_of_range: { zh: '“{detail}”不在 1900 至 2200 年之间', en: '"{detail}" is not between 1900 and 2200' },
  number_unreadable: {
    zh: '“{detail}”不是数字，请用阿拉伯数字填写',
    en: '"{detail}" is not a number; write it in digits',
  },
  number_scientific: {
    zh: '“{detail}”是科学计数法，已丢失位数；请在 Excel 中把该列设为“数值”，重新填入原数',
    en: '"{detail}" is in scientific notation and has lost digits; format the column as "Number" in Excel and enter it again',
  },
  number_too_big: { zh: '“{detail}”太大', en: '"{detail}" is too big' },
  not_integer: { zh: '“{detail}”不是整数', en: '"{detail}" is not a whole number' },
  phone_scientific: {
    zh: '手机号“{detail}”被 Excel 改成了科学计数法，后几位已丢失；请把该列设为“文本”，重新填入原号码',
    en: 'Excel turned the phone "{detail}" into scientific notation and its last digits are lost; format the column as "Text" and enter the number again',
  },
  phone_invalid: { zh: '“{detail}”不是有效的电话号码', en: '"{detail}" is not a valid telephone number' },
  reference_scientific: {
    zh: '编号“{detail}”被 Excel 改成了科学计数法，后几位已丢失；请把该列设为“文本”，重新填入原编号',
    en: 'Excel turned the number "{detail}" into scientific notation and its last digits are lost; format the column as "Text" and enter it again',
  },
  email_invalid: { zh: '“{detail}”不是有效的邮箱', en: '"{detail}" is not a valid e-mail address' },
  boolean_unknown: { zh: '“{detail}”应为 是/否', en: '"{detail}" should be yes or no' },
  choice_unknown: { zh: '“{detail}”不在可选值之内', en: '"{detail}" is none of the known values' },
  text_too_long: { zh: '内容太长：“{detail}”', en: 'the text is too long: "{detail}"' },
  nul_character: { zh: '含有不可见的空字符（NUL），请删除后重试', en: 'the row holds a NUL character; remove it' },
  too_few_columns: { zh: '列数少于表头（{detail}）', en: 'the row has fewer cells than the header ({detail})' },
  too_many_columns: { zh: '列数多于表头（{detail}）', en: 'the row has more cells than the header ({detail})' },
  merged_amount: {
    zh: '“{detail}”写在合并单元格里，是几行合计，不是这一行的；请取消合并并填上每行的数，或不导入这一列',
    en: '"{detail}" stands in a merged cell: it is the sum of several rows and not of this one; take the merge apart and fill in each row, or leave the column out',
  },
  group_held_back: {
    zh: '{detail} 的其他行有错，整单未导入；改好出错的行后，连同本行一起重新导入',
    en: 'another row of {detail} was refused, so all of it was held back; mend that row and import this one with it',
  },
};

export type ReasonOf = (row: { rowNo: number; field: string | null; code: string; detail: string | null }) => string;

/** A sentence with row, column and rule. `columns`: the header that feeds each field. */
export function reasonsIn(language: Language, importer: Importer, columns: ReadonlyMap<string, string>): ReasonOf {
  const chinese = language === 'zh-CN';
  return ({ rowNo, field, code, detail }) => {
    const sentence = importer.reasons?.[code] ?? REASONS[code];
    const rule = (sentence ? (chinese ? sentence.zh : sentence.en) : code).replace('{detail}', detail ?? '');
    const column = field === null ? '' : (columns.get(field) ?? field);
    if (chinese) return `第 ${rowNo} 行${column && `，${column}`}：${rule}`;
    return `Row ${rowNo}${column && `, ${column}`}: ${rule}`;
  };
}
