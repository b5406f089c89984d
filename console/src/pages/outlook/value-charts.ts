/** The pictures of the value page, as options. */
import type { getValue } from '#modules/scoring/value-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { sequence, series, surfaces } from '../../ui/palette.ts';
import { shadow, tooltipTable } from '../../ui/tooltip.ts';
import { shadeOf } from '../insights/cohorts.ts';
import { inkOn } from '../insights/ink.ts';
import { tightGrid, type Look } from './look.ts';

export type Value = ResultOf<typeof getValue>;
type Decile = Value['deciles'][number];
export type Concentration = Value['expected'];
type Cell = Value['potential'][number];

const [jade, blue] = series;

/** How many customers are expected to be worth how much; classes widen with the amount, as money does. */
export function histogramOption(bins: Value['histogram'], { t, format, mode }: Look): EChartsCoreOption {
  return {
    grid: tightGrid(),
    xAxis: {
      type: 'category',
      data: bins.map((bin) => binName(bin, format)),
      axisLabel: { interval: 0, hideOverlap: true, fontSize: 11 },
    },
    yAxis: { type: 'value', splitNumber: 4, minInterval: 1, axisLabel: { formatter: format.shortNumber } },
    tooltip: {
      trigger: 'axis',
      axisPointer: shadow(mode),
      formatter: ([item]: { dataIndex: number }[]) => {
        const bin = bins[item?.dataIndex ?? -1];
        if (!bin) return '';
        return tooltipTable(
          binName(bin, format),
          [
            [t('insights:figure.customers'), format.number(bin.customers)],
            [t('outlook:value.expected'), format.roundMoney(bin.expectedNetCents)],
          ],
          mode,
        );
      },
    },
    series: [{ type: 'bar', color: jade, barCategoryGap: '12%', data: bins.map((bin) => bin.customers) }],
  };
}

function binName({ fromCents, toCents }: Value['histogram'][number], format: Look['format']): string {
  const from = format.shortMoney(fromCents);
  return toCents === null ? `${from}+` : `${from}–${format.shortMoney(toCents).replace(/^[^\d]+/, '')}`;
}

/** Share of the money against share of the customers, the best first; the straight line is everybody alike. */
export function lorenzOption(
  curves: readonly { name: string; points: Concentration['points'] }[],
  { t, format, mode }: Look,
): EChartsCoreOption {
  const percent = (share: number) => format.percent(share, 0);
  const axis = { type: 'value', min: 0, max: 1, interval: 0.25, axisLabel: { formatter: percent } };
  return {
    legend: { top: 0, left: 0 },
    grid: tightGrid({ top: 36, right: 20 }),
    xAxis: { ...axis, splitLine: { show: false } },
    yAxis: axis,
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: surfaces[mode].lineStrong } },
      formatter: (items: { seriesName: string; value: [number, number]; color: string }[]) => {
        const [first] = items;
        if (!first) return '';
        return tooltipTable(
          t('outlook:value.best_share', { share: format.percent(first.value[0]) }),
          items.map((item) => [item.seriesName, format.percent(item.value[1]), item.color]),
          mode,
        );
      },
    },
    series: [
      ...curves.map(({ name, points }, i) => ({
        type: 'line',
        name,
        showSymbol: false,
        color: [jade, blue][i],
        areaStyle: i === 0 ? { opacity: 0.08 } : undefined,
        data: points.map((point) => [point.customers, point.money]),
      })),
      {
        type: 'line',
        name: t('outlook:value.all_alike'),
        showSymbol: false,
        color: surfaces[mode].faint,
        lineStyle: { type: 'dashed', width: 1 },
        data: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
  };
}

/** What each tenth is expected to bring beside what it brought. */
export function decilesOption(deciles: readonly Decile[], { t, format, mode }: Look): EChartsCoreOption {
  const bar = (name: string, color: string, shareOf: (decile: Decile) => number) => ({
    type: 'bar',
    name,
    color,
    barMaxWidth: 22,
    barGap: '10%',
    data: deciles.map(shareOf),
  });
  return {
    legend: { top: 0, left: 0 },
    grid: tightGrid({ top: 36 }),
    xAxis: { type: 'category', data: deciles.map(({ decile }) => String(decile)), axisLabel: { interval: 0 } },
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { formatter: (share: number) => format.percent(share, 0) } },
    tooltip: {
      trigger: 'axis',
      axisPointer: shadow(mode),
      formatter: ([item]: { dataIndex: number }[]) => {
        const decile = deciles[item?.dataIndex ?? -1];
        if (!decile) return '';
        return tooltipTable(
          t('outlook:value.tenth', { decile: decile.decile }),
          [
            [t('outlook:value.expected'), format.roundMoney(decile.expectedNetCents), jade],
            [t('outlook:value.current'), format.roundMoney(decile.currentNetCents), blue],
            [t('insights:figure.customers'), format.number(decile.customers)],
          ],
          mode,
        );
      },
    },
    series: [
      bar(t('outlook:value.expected'), jade, (decile) => decile.expectedShare),
      bar(t('outlook:value.current'), blue, (decile) => decile.currentShare),
    ],
  };
}

const THIRDS = ['low', 'middle', 'high'] as const;

/** Thirds by current value against thirds by potential; the two corners off the diagonal are where care pays. */
export function potentialOption(cells: readonly Cell[], { t, format, mode }: Look): EChartsCoreOption {
  const most = Math.max(0, ...cells.map(({ customers }) => customers));
  const shades = sequence[mode];
  const axis = (name: string) => ({
    type: 'category' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap: 34,
    data: THIRDS.map((third) => t(`outlook:value.third.${third}`)),
    axisLine: { show: false },
    axisLabel: { color: surfaces[mode].soft },
  });
  return {
    grid: tightGrid({ left: 34, bottom: 30, top: 4, right: 4 }),
    xAxis: axis(t('outlook:value.by_potential')),
    yAxis: axis(t('outlook:value.by_current')),
    visualMap: { show: false, min: 0, max: 1, inRange: { opacity: [1, 1] } },
    tooltip: {
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const cell = cells[dataIndex];
        if (!cell) return '';
        return tooltipTable(
          cellName(cell, t),
          [
            [t('insights:figure.customers'), format.number(cell.customers)],
            [t('outlook:value.current'), format.roundMoney(cell.currentNetCents)],
            [t('outlook:value.expected'), format.roundMoney(cell.expectedNetCents)],
          ],
          mode,
        );
      },
    },
    series: [
      {
        type: 'heatmap',
        label: { show: true },
        itemStyle: { borderColor: surfaces[mode].surface, borderWidth: 3, borderRadius: 6 },
        emphasis: { itemStyle: { borderColor: surfaces[mode].text, borderWidth: 2 } },
        data: cells.map((cell) => {
          const color = shades[shadeOf(cell.customers, most, shades.length)] ?? '';
          const ink = inkOn(color);
          return {
            value: [THIRDS.indexOf(cell.potential), THIRDS.indexOf(cell.current), cell.customers],
            itemStyle: { color },
            label: {
              formatter: `{count|${format.number(cell.customers)}}\n{money|${format.shortMoney(cell.currentNetCents)}}\n{money|→ ${format.shortMoney(cell.expectedNetCents)}}`,
              rich: {
                count: { color: ink, fontSize: 16, fontWeight: 600, lineHeight: 22 },
                money: { color: ink, fontSize: 11, lineHeight: 15 },
              },
            },
          };
        }),
      },
    ],
  };
}

export function cellName({ current, potential }: Pick<Cell, 'current' | 'potential'>, t: Look['t']): string {
  return t('outlook:value.cell', {
    current: t(`outlook:value.third.${current}`),
    potential: t(`outlook:value.third.${potential}`),
  });
}
