/** The pictures of the churn page, as options. */
import type { getChurn } from '#modules/scoring/churn-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { riskColors, series, surfaces } from '../../ui/palette.ts';
import { shadow, tooltipTable } from '../../ui/tooltip.ts';
import { monthAxis, monthName } from '../insights/months.ts';
import { tightGrid, type Look } from './look.ts';

export type Churn = ResultOf<typeof getChurn>;
export type BackTest = NonNullable<Churn['backTest']>;
type Rates = { month: string; warned: number; warnedLeft: number; notWarned: number; notWarnedLeft: number } & {
  warnedRate: number | null;
  notWarnedRate: number | null;
};

const [jade, , amber] = series;

/** Main reasons by how many customers they speak for. */
export function reasonsOption(
  reasons: Churn['reasons'],
  nameOf: (reason: Churn['reasons'][number]) => string,
  { t, format, mode }: Look,
): EChartsCoreOption {
  return {
    grid: tightGrid({ right: 48 }),
    xAxis: { type: 'value', splitNumber: 4, minInterval: 1, axisLabel: { formatter: format.shortNumber } },
    yAxis: { type: 'category', inverse: true, data: reasons.map(nameOf) },
    tooltip: {
      trigger: 'axis',
      axisPointer: shadow(mode),
      formatter: ([item]: { dataIndex: number }[]) => {
        const reason = reasons[item?.dataIndex ?? -1];
        if (!reason) return '';
        return tooltipTable(
          nameOf(reason),
          [
            [t('insights:figure.customers'), format.number(reason.customers)],
            [t('outlook:value.expected'), format.roundMoney(reason.expectedNetCents)],
          ],
          mode,
        );
      },
    },
    series: [
      {
        type: 'bar',
        color: amber,
        barMaxWidth: 18,
        itemStyle: { borderRadius: [0, 3, 3, 0] },
        label: {
          show: true,
          position: 'right',
          fontSize: 11,
          formatter: ({ value }: { value: number }) => format.number(value),
        },
        data: reasons.map(({ customers }) => customers),
      },
    ],
  };
}

/** Month by month: of those warned, and of those not warned, the share who left; blank where it is not known yet. */
export function ratesOption(months: readonly Rates[], { t, format, mode }: Look): EChartsCoreOption {
  const line = (name: string, color: string, valueOf: (month: Rates) => number | null) => ({
    type: 'line',
    name,
    color,
    data: months.map(valueOf),
  });
  const warned = t('outlook:churn.warned');
  const notWarned = t('outlook:churn.not_warned');
  const said = (left: number, of: number, rate: number | null) =>
    rate === null
      ? t('outlook:churn.not_known', { of: format.number(of) })
      : `${format.percent(rate)} (${format.number(left)} / ${format.number(of)})`;
  return {
    legend: { top: 0, left: 0 },
    grid: tightGrid({ top: 36 }),
    xAxis: monthAxis(
      months.map(({ month }) => month),
      format.language,
    ),
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.25,
      axisLabel: { formatter: (share: number) => format.percent(share, 0) },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: surfaces[mode].lineStrong } },
      formatter: ([item]: { dataIndex: number }[]) => {
        const month = months[item?.dataIndex ?? -1];
        if (!month) return '';
        return tooltipTable(
          monthName(month.month, format.language),
          [
            [warned, said(month.warnedLeft, month.warned, month.warnedRate), riskColors.high],
            [notWarned, said(month.notWarnedLeft, month.notWarned, month.notWarnedRate), jade],
          ],
          mode,
        );
      },
    },
    series: [
      line(warned, riskColors.high ?? '', ({ warnedRate }) => warnedRate),
      line(notWarned, jade, ({ notWarnedRate }) => notWarnedRate),
    ],
  };
}

/** By renewals behind: the share renewed with its interval, and the line of the model through it. */
export function renewalsOption(
  groups: NonNullable<Churn['renewals']>['groups'],
  { t, format, mode }: Look,
): EChartsCoreOption {
  const percent = (share: number) => format.percent(share, 0);
  return {
    legend: { top: 0, left: 0 },
    grid: tightGrid({ top: 36, bottom: 26 }),
    xAxis: {
      type: 'category',
      data: groups.map(({ renewals }) => String(renewals)),
      name: t('outlook:churn.renewals.behind'),
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: { type: 'value', min: 0, max: 1, interval: 0.25, axisLabel: { formatter: percent } },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: surfaces[mode].lineStrong } },
      formatter: ([item]: { dataIndex: number }[]) => {
        const group = groups[item?.dataIndex ?? -1];
        if (!group) return '';
        const { ended, renewed, rate, low, high, predicted } = group;
        return tooltipTable(
          t('outlook:churn.renewals.behind_count', { count: group.renewals }),
          [
            [
              t('outlook:churn.renewals.rate'),
              rate === null ? '–' : `${percent(rate)} (${format.number(renewed)} / ${format.number(ended)})`,
              jade,
            ],
            [t('outlook:interval95'), rate === null ? '–' : `${percent(low)} – ${percent(high)}`],
            [t('outlook:churn.renewals.predicted'), percent(predicted), amber],
          ],
          mode,
        );
      },
    },
    series: [
      intervalBars(
        jade,
        groups.flatMap(({ rate, low, high }, i) => (rate === null ? [] : [[i, low, high]])),
      ),
      {
        type: 'scatter',
        name: t('outlook:churn.renewals.rate'),
        symbolSize: 9,
        color: jade,
        data: groups.map(({ rate }) => rate),
      },
      {
        type: 'line',
        name: t('outlook:churn.renewals.predicted'),
        color: amber,
        symbol: 'none',
        data: groups.map(({ predicted }) => predicted),
      },
    ],
  };
}

/** What was said against what happened, in tenths, with the interval of what happened. On the line is right. */
export function calibrationOption(groups: BackTest['calibration'], { t, format, mode }: Look): EChartsCoreOption {
  const percent = (share: number) => format.percent(share, 0);
  const axis = (name: string) => ({
    type: 'value' as const,
    min: 0,
    max: 1,
    interval: 0.25,
    name,
    nameLocation: 'middle' as const,
    axisLabel: { formatter: percent },
  });
  return {
    grid: tightGrid({ left: 26, bottom: 26, right: 20 }),
    xAxis: { ...axis(t('outlook:churn.said')), nameGap: 28, splitLine: { show: false } },
    yAxis: { ...axis(t('outlook:churn.happened')), nameGap: 44 },
    tooltip: {
      formatter: ({ dataIndex, seriesIndex }: { dataIndex: number; seriesIndex: number }) => {
        const group = groups[dataIndex];
        if (!group || seriesIndex === 0) return '';
        return tooltipTable(
          t('outlook:churn.tenth', { customers: format.number(group.customers) }),
          [
            [t('outlook:churn.said'), format.percent(group.predicted)],
            [t('outlook:churn.happened'), format.percent(group.actual)],
            [t('outlook:interval95'), `${format.percent(group.low)} – ${format.percent(group.high)}`],
          ],
          mode,
        );
      },
    },
    series: [
      {
        type: 'line',
        silent: true,
        showSymbol: false,
        color: surfaces[mode].faint,
        lineStyle: { type: 'dashed', width: 1 },
        data: [
          [0, 0],
          [1, 1],
        ],
      },
      intervalBars(
        jade,
        groups.map(({ predicted, low, high }) => [predicted, low, high]),
      ),
      {
        type: 'scatter',
        symbolSize: 9,
        color: jade,
        data: groups.map(({ predicted, actual }) => [predicted, actual]),
      },
    ],
  };
}

/** What ECharts hands to a custom series. */
type ErrorBarApi = { value: (dimension: number) => number; coord: (point: [number, number]) => [number, number] };

/** From the lower to the upper end of an interval, one line per `[x, low, high]`. */
const intervalBars = (color: string, data: number[][]) => ({
  type: 'custom',
  color,
  renderItem: (_: unknown, api: ErrorBarApi) => {
    const x = api.value(0);
    const [low, high] = [api.coord([x, api.value(1)]), api.coord([x, api.value(2)])];
    return {
      type: 'line',
      shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] },
      style: { stroke: color, lineWidth: 2, opacity: 0.6 },
    };
  },
  data,
});
