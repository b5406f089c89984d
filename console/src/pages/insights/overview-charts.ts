/** The two pictures of the overview, as options. */
import type { TFunction } from 'i18next';
import type { z } from 'zod';
import type { overviewMonth } from '#modules/insights/contract.ts';
import type { Format } from '../../format.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { series, surfaces, type Mode } from '../../ui/palette.ts';
import { monthAxis, monthName } from './months.ts';

export type OverviewMonth = z.input<typeof overviewMonth>;

type Look = { t: TFunction; format: Format; mode: Mode };

const [jade, blue] = series;

/** Gross behind net, so that what came back shows as the pale rest; orders as a line on their own axis. */
export function revenueOption(months: readonly OverviewMonth[], { t, format, mode }: Look): EChartsCoreOption {
  const pale = mode === 'dark' ? '#245244' : '#bfe0d3';
  return {
    ...frame(months, format),
    tooltip: tooltipOf(
      months,
      (month) => [
        [t('insights:figure.gross_revenue'), format.money(month.grossCents), pale],
        [t('insights:figure.net_revenue'), format.money(month.netCents), jade],
        [t('insights:figure.returned'), format.money(month.returnedCents), null],
        [t('insights:figure.orders'), format.number(month.orders), blue],
      ],
      { t, format, mode },
    ),
    yAxis: [
      { type: 'value', axisLabel: { formatter: format.shortMoney }, splitNumber: 4 },
      { type: 'value', axisLabel: { formatter: format.shortNumber }, splitLine: { show: false }, splitNumber: 4 },
    ],
    series: [
      bar(t('insights:figure.gross_revenue'), months, (month) => month.grossCents, pale),
      { ...bar(t('insights:figure.net_revenue'), months, (month) => month.netCents, jade), barGap: '-100%' },
      {
        type: 'line',
        name: t('insights:figure.orders'),
        yAxisIndex: 1,
        color: blue,
        data: months.map((month) => month.orders),
      },
    ],
  };
}

/** Who bought: for the first time, or again. */
export function visitorsOption(months: readonly OverviewMonth[], look: Look): EChartsCoreOption {
  const { t, format } = look;
  const returning = (month: OverviewMonth) => Math.max(0, month.activeCustomers - month.newCustomers);
  const names = { again: t('insights:overview.returning'), first: t('insights:overview.new') };
  return {
    ...frame(months, format),
    tooltip: tooltipOf(
      months,
      (month) => [
        [names.first, format.number(month.newCustomers), blue],
        [names.again, format.number(returning(month)), jade],
        [
          t('insights:overview.returning_share'),
          month.activeCustomers > 0 ? format.percent(returning(month) / month.activeCustomers) : '–',
          null,
        ],
      ],
      look,
    ),
    yAxis: { type: 'value', axisLabel: { formatter: format.shortNumber }, splitNumber: 4, minInterval: 1 },
    series: [
      { ...bar(names.again, months, returning, jade), stack: 'buyers', itemStyle: { borderRadius: 0 } },
      { ...bar(names.first, months, (month) => month.newCustomers, blue), stack: 'buyers' },
    ],
  };
}

const frame = (months: readonly OverviewMonth[], format: Format) => ({
  legend: { top: 0, left: 0 },
  grid: { left: 4, right: 4, top: 40, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  xAxis: monthAxis(
    months.map(({ month }) => month),
    format.language,
  ),
});

/** Months that are not over, or that the period cuts, are paler: their bars are not short, they are unfinished. */
const bar = (
  name: string,
  months: readonly OverviewMonth[],
  valueOf: (month: OverviewMonth) => number,
  color: string,
) => ({
  type: 'bar',
  name,
  color,
  barMaxWidth: 28,
  barCategoryGap: '36%',
  data: months.map((month) => ({ value: valueOf(month), ...(month.partial && { itemStyle: { opacity: 0.45 } }) })),
});

type Line = [name: string, value: string, color: string | null];

/** Only our own words and formatted numbers go into the markup. */
function tooltipOf(
  months: readonly OverviewMonth[],
  linesOf: (month: OverviewMonth) => Line[],
  { t, format, mode }: Look,
) {
  const c = surfaces[mode];
  const row = ([name, value, color]: Line) =>
    `<tr><td style="padding:1px 16px 1px 0;color:${c.soft}"><span style="display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:6px;background:${color ?? 'transparent'}"></span>${name}</td><td style="text-align:right">${value}</td></tr>`;
  return {
    trigger: 'axis',
    axisPointer: { type: 'shadow', shadowStyle: { color: mode === 'dark' ? '#ffffff0d' : '#0000000a' } },
    formatter: (items: { dataIndex: number }[]) => {
      const month = months[items[0]?.dataIndex ?? -1];
      if (!month) return '';
      const partial = month.partial ? ` <span style="color:${c.faint}">${t('insights:partial_month')}</span>` : '';
      return `<b>${monthName(month.month, format.language)}</b>${partial}<table style="margin-top:4px">${linesOf(month).map(row).join('')}</table>`;
    },
  };
}
