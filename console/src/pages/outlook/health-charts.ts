/** The pictures of the health page, as options. */
import type { getHealth } from '#modules/scoring/churn-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { riskColors, series } from '../../ui/palette.ts';
import { shadow, tooltipTable } from '../../ui/tooltip.ts';
import { tightGrid, type Look } from './look.ts';

export type Health = ResultOf<typeof getHealth>;
type Group = Health['checkGroups'][number];

const [, , amber] = series;

/** Green where health is good, amber where fair, red where poor: by where the middle of the ten lies. */
const colorOf = ({ good, fair }: Health['settings']['bands'], points: number): string =>
  (points >= good ? riskColors.low : points >= fair ? amber : riskColors.high) ?? amber;

export function spreadOption({ histogram, settings }: Health, { t, format, mode }: Look): EChartsCoreOption {
  return {
    grid: tightGrid(),
    xAxis: { type: 'category', data: histogram.map(({ from, to }) => `${from}–${to}`), axisLabel: { fontSize: 11 } },
    yAxis: { type: 'value', splitNumber: 4, minInterval: 1, axisLabel: { formatter: format.shortNumber } },
    tooltip: {
      trigger: 'axis',
      axisPointer: shadow(mode),
      formatter: ([item]: { dataIndex: number }[]) => {
        const bin = histogram[item?.dataIndex ?? -1];
        if (!bin) return '';
        return tooltipTable(
          t('outlook:health.points', { from: bin.from, to: bin.to }),
          [[t('insights:figure.customers'), format.number(bin.customers)]],
          mode,
        );
      },
    },
    series: [
      {
        type: 'bar',
        barCategoryGap: '12%',
        data: histogram.map(({ from, to, customers }) => ({
          value: customers,
          itemStyle: { color: colorOf(settings.bands, (from + to) / 2) },
        })),
      },
    ],
  };
}

/** Of those who had so many points at a past month end, the share who left, with its interval: it should fall. */
export function checkOption(groups: readonly Group[], { t, format, mode }: Look): EChartsCoreOption {
  const name = ({ from, to }: Group) => `${from}–${to}`;
  return {
    grid: tightGrid(),
    xAxis: { type: 'category', data: groups.map(name), axisLabel: { fontSize: 11 } },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.25,
      axisLabel: { formatter: (share: number) => format.percent(share, 0) },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: shadow(mode),
      formatter: ([item]: { dataIndex: number }[]) => {
        const group = groups[item?.dataIndex ?? -1];
        if (!group) return '';
        return tooltipTable(
          t('outlook:health.points', { from: group.from, to: group.to }),
          [
            [
              t('outlook:health.left'),
              `${format.percent(group.rate)} (${format.number(group.left)} / ${format.number(group.customers)})`,
            ],
            [t('outlook:interval95'), `${format.percent(group.low)} – ${format.percent(group.high)}`],
          ],
          mode,
        );
      },
    },
    series: [
      { type: 'bar', color: riskColors.high, barCategoryGap: '12%', data: groups.map(({ rate }) => rate) },
      {
        type: 'custom',
        renderItem: (_: unknown, api: { value: (i: number) => number; coord: (p: number[]) => [number, number] }) => {
          const [low, high] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)])];
          return {
            type: 'line',
            shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] },
            style: { stroke: '#00000099', lineWidth: 1.5 },
          };
        },
        data: groups.map(({ low, high }, i) => [i, low, high]),
      },
    ],
  };
}
