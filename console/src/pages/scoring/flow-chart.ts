/** Customers per stage at each month end, as an option. */
import type { getFlow } from '#modules/scoring/portfolio-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { colorOf } from '../../ui/palette.ts';
import { shadow, tooltipTable } from '../../ui/tooltip.ts';
import { monthAxis, monthName } from '../insights/months.ts';
import { tightGrid, type Look } from '../outlook/look.ts';

export type Flow = ResultOf<typeof getFlow>;
export type FlowMonth = Flow['months'][number];

/** The month that is still running is paler, as everywhere. */
export function flowOption(
  { groups, months }: Flow,
  nameOf: (group: Flow['groups'][number]) => string,
  { t, format, mode }: Look,
): EChartsCoreOption {
  return {
    legend: { top: 0, left: 0 },
    grid: tightGrid({ top: 40 }),
    xAxis: monthAxis(
      months.map(({ month }) => month),
      format.language,
    ),
    yAxis: { type: 'value', splitNumber: 4, minInterval: 1, axisLabel: { formatter: format.shortNumber } },
    tooltip: {
      trigger: 'axis',
      axisPointer: shadow(mode),
      formatter: ([item]: { dataIndex: number }[]) => {
        const month = months[item?.dataIndex ?? -1];
        if (!month) return '';
        const title = `${monthName(month.month, format.language)}${month.partial ? t('insights:partial_month') : ''}`;
        const lines = groups.map((group): [string, string, string] => [
          nameOf(group),
          format.number(month.customers[group.code] ?? 0),
          colorOf(group.code),
        ]);
        return tooltipTable(title, lines, mode);
      },
    },
    series: groups.map((group) => ({
      type: 'bar',
      stack: 'customers',
      name: nameOf(group),
      color: colorOf(group.code),
      barMaxWidth: 36,
      barCategoryGap: '30%',
      itemStyle: { borderRadius: 0 },
      data: months.map((month) => ({
        value: month.customers[group.code] ?? 0,
        ...(month.partial && { itemStyle: { opacity: 0.55 } }),
      })),
    })),
  };
}
