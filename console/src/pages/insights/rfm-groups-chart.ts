import type { TFunction } from 'i18next';
import type { z } from 'zod';
import type { rfmGroup } from '#modules/insights/contract.ts';
import type { Format } from '../../format.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { colorOf } from '../../ui/palette.ts';

export type RfmGroupRow = z.input<typeof rfmGroup>;

/** For each class its share of customers beside its share of revenue: who is many, and who pays. */
export function groupsOption(
  groups: readonly RfmGroupRow[],
  nameOf: (group: RfmGroupRow) => string,
  t: TFunction,
  format: Format,
): EChartsCoreOption {
  const label = {
    show: true,
    position: 'right',
    fontSize: 11,
    formatter: ({ value }: { value: number }) => format.percent(value),
  };
  const bar = (name: string, shareOf: (group: RfmGroupRow) => number, alpha: string) => ({
    type: 'bar',
    name,
    color: `#5d6a64${alpha}`,
    barMaxWidth: 12,
    barGap: '20%',
    label,
    data: groups.map((group) => ({
      value: shareOf(group),
      itemStyle: { color: `${colorOf(group.code)}${alpha}`, borderRadius: [0, 3, 3, 0] },
    })),
  });
  return {
    legend: { top: 0, left: 0 },
    grid: { left: 4, right: 48, top: 36, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'none' },
      valueFormatter: (share: number) => format.percent(share),
    },
    xAxis: { type: 'value', axisLabel: { formatter: (share: number) => format.percent(share, 0) }, splitNumber: 4 },
    yAxis: { type: 'category', inverse: true, data: groups.map(nameOf) },
    series: [
      bar(t('insights:rfm.share_of_customers'), (group) => group.share, ''),
      bar(t('insights:rfm.share_of_revenue'), (group) => group.revenueShare, '70'),
    ],
  };
}
