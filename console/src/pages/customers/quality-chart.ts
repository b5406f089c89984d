import type { TFunction } from 'i18next';
import type { getQuality } from '#modules/customers/quality-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import type { Format } from '../../format.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';

export type Quality = ResultOf<typeof getQuality>;

/** What the address says: of which source, and the trend of which field. */
export type QualityState = { source: string; field: string };

export const MEASURES = ['completeness', 'validity', 'freshness'] as const;

/** The three shares day by day; days that were not measured leave a gap of time, not a zero. */
export function trendOption(trend: Quality['trend'], t: TFunction, format: Format): EChartsCoreOption {
  const percent = (value: unknown) => (typeof value === 'number' ? format.percent(value) : '–');
  return {
    grid: { left: 4, right: 16, top: 36, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: { top: 0, left: 0 },
    xAxis: { type: 'category', data: trend.map(({ day }) => format.day(day)), boundaryGap: false },
    yAxis: {
      type: 'value',
      max: 1,
      scale: true,
      axisLabel: { formatter: (share: number) => format.percent(share, 0) },
    },
    tooltip: { trigger: 'axis', valueFormatter: percent },
    series: MEASURES.map((measure) => ({
      type: 'line',
      name: t(`quality:${measure}`),
      showSymbol: trend.length < 30,
      data: trend.map((point) => point[measure]),
    })),
  };
}
