/** The two curves of the retention page, as options. */
import type { TFunction } from 'i18next';
import type { Format } from '../../format.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { monthAxis, monthName } from './months.ts';

export type PeriodRetention = { month: string; active: number; retained: number | null; rate: number | null };

/** How much of a cohort still buys n months on. The month of the first purchase is left out: it is 100 % for all. */
export function averageOption(average: readonly (number | null)[], t: TFunction, format: Format): EChartsCoreOption {
  return {
    ...frame(format),
    xAxis: { type: 'category', data: average.slice(1).map((_, index) => `+${index + 1}`) },
    tooltip: {
      trigger: 'axis',
      formatter: ([item]: { dataIndex: number; value: number | null }[]) =>
        item && item.value !== null && item.value !== undefined
          ? t('insights:retention.average_at', { distance: item.dataIndex + 1, rate: format.percent(item.value) })
          : '',
    },
    series: [{ type: 'line', areaStyle: { opacity: 0.08 }, data: average.slice(1) }],
  };
}

/** Of those who bought in a month, who bought in the next. */
export function periodsOption(periods: readonly PeriodRetention[], t: TFunction, format: Format): EChartsCoreOption {
  return {
    ...frame(format),
    xAxis: monthAxis(
      periods.map(({ month }) => month),
      format.language,
    ),
    tooltip: {
      trigger: 'axis',
      formatter: ([item]: { dataIndex: number }[]) => {
        const period = periods[item?.dataIndex ?? -1];
        if (!period || period.rate === null) return '';
        return t('insights:retention.period_at', {
          month: monthName(period.month, format.language),
          active: format.number(period.active),
          retained: format.number(period.retained ?? 0),
          rate: format.percent(period.rate),
        });
      },
    },
    series: [{ type: 'line', areaStyle: { opacity: 0.08 }, data: periods.map(({ rate }) => rate) }],
  };
}

const frame = (format: Format) => ({
  grid: { left: 4, right: 12, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  yAxis: { type: 'value', min: 0, splitNumber: 4, axisLabel: { formatter: (rate: number) => format.percent(rate) } },
});
