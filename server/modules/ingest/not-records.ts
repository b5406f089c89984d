/**
 * Rows below the headers that are no records: sums under a column (合计, Grand total), and what programs write at the end of an
 * export (`导出时间：…`, `共 34 笔记录`, `#-----`). They are left out and counted, never taken for an order or a person.
 */
const SUM =
  /^(?:本页|本月|本日|当页|全部|总)?(?:合计|总计|小计|共计|汇总|总和)(?:$|[\s:：(（\d])|^(?:(?:grand\s*|sub)?totals?|gesamt(?:summe)?|summe|totaux|total général)\s*:?$/i;
const NOTE =
  /^(?:#[^\w]|[-=—*_]{3,}|(?:导出|打印|制表|统计|下载|生成)(?:时间|日期|人|员)|制表|数据来源|(?:备注|说明|注)[:：]|共\s*\d+\s*[条笔行个])/;
/** Payment services sum up in two cells: `已收入:1笔,99.00元`. */
const INCOME = /^(?:已|待)?(?:收入|支出)(?:合计)?[:：]/;

/** What either begins with: spares nearly every row a closer look. */
const BEGINNINGS = new Set(
  Array.from('本当全总合小共汇导打制统下生数备说注已待收支#-=—*_gGsStT', (letter) => letter.charCodeAt(0)),
);

const LONGEST_SUM = 24;

/** Asked of every row, so it looks at one character first. Blank rows are not asked. */
export function isNoRecord(cells: readonly string[]): boolean {
  const code = (cells[0] ?? '').charCodeAt(0);
  return code > 32 ? BEGINNINGS.has(code) && tells(cells) : tells(cells);
}

function tells(cells: readonly string[]): boolean {
  const at = cells.findIndex((cell) => cell.trim() !== '');
  const first = cells[at]?.trim() ?? '';
  if (first.length <= LONGEST_SUM && SUM.test(first)) return true;
  if (!NOTE.test(first) && !INCOME.test(first)) return false;
  const said = cells.filter((cell) => cell.trim() !== '').length;
  return said === 1 || (said === 2 && INCOME.test(first));
}
