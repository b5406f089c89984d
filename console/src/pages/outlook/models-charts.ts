/** The pictures of the model report, as options. */
import type { PurchaseModelReport } from '#modules/scoring/value-contract.ts';
import type { getModelReport, listModelVersions } from '#modules/scoring/value-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { series, surfaces } from '../../ui/palette.ts';
import { shadow, tooltipTable } from '../../ui/tooltip.ts';
import { digits, tightGrid, type Look } from './look.ts';

export type Report = NonNullable<ResultOf<typeof getModelReport>['model']>;
export type Version = ResultOf<typeof listModelVersions>['rows'][number];
type Group = NonNullable<PurchaseModelReport['holdOut']>['groups'][number];

const [jade, blue, amber] = series;

export const groupName = ({ repeats, orMore }: Group, t: Look['t']): string =>
  t(orMore ? 'outlook:models.repeats_or_more' : 'outlook:models.repeats', { repeats });

/** Purchases per customer on months the model had not seen, by how often they had bought before. */
export function groupsOption(groups: readonly Group[], { t, format, mode }: Look): EChartsCoreOption {
  const bar = (name: string, color: string, valueOf: (group: Group) => number) => ({
    type: 'bar',
    name,
    color,
    barMaxWidth: 26,
    barGap: '8%',
    data: groups.map(valueOf),
  });
  return {
    legend: { top: 0, left: 0 },
    grid: tightGrid({ top: 36 }),
    xAxis: { type: 'category', data: groups.map((group) => groupName(group, t)) },
    yAxis: { type: 'value', splitNumber: 4 },
    tooltip: {
      trigger: 'axis',
      axisPointer: shadow(mode),
      formatter: ([item]: { dataIndex: number }[]) => {
        const group = groups[item?.dataIndex ?? -1];
        if (!group) return '';
        return tooltipTable(
          groupName(group, t),
          [
            [t('outlook:models.predicted'), digits(group.predicted, format.language), jade],
            [t('outlook:models.actual'), digits(group.actual, format.language), blue],
            [t('insights:figure.customers'), format.number(group.customers)],
          ],
          mode,
        );
      },
    },
    series: [
      bar(t('outlook:models.predicted'), jade, ({ predicted }) => predicted),
      bar(t('outlook:models.actual'), blue, ({ actual }) => actual),
    ],
  };
}

/** How right the forecast and the ranking of those who leave were, version by version. */
export function historyOption(versions: readonly Version[], { t, format, mode }: Look): EChartsCoreOption {
  const of = (kind: Version['kind']) => versions.filter((version) => version.kind === kind).toReversed();
  const days = [...new Set([...of('value'), ...of('churn')].map(({ asOf }) => asOf))].toSorted();
  const line = (
    name: string,
    color: string,
    rows: readonly Version[],
    valueOf: (version: Version) => number | null,
    yAxisIndex: number,
  ) => ({
    type: 'line',
    name,
    color,
    yAxisIndex,
    connectNulls: true,
    data: days.map((day) => {
      const row = rows.findLast(({ asOf }) => asOf === day);
      return row ? valueOf(row) : null;
    }),
  });
  return {
    legend: { top: 0, left: 0 },
    grid: tightGrid({ top: 36 }),
    xAxis: { type: 'category', data: days.map((day) => format.day(day)), axisLabel: { hideOverlap: true } },
    yAxis: [
      {
        type: 'value',
        scale: true,
        splitNumber: 4,
        axisLabel: { formatter: (share: number) => format.percent(share, 0) },
      },
      {
        type: 'value',
        min: 0.5,
        max: 1,
        splitNumber: 4,
        splitLine: { show: false },
        axisLabel: { formatter: (value: number) => digits(value, format.language, 2) },
      },
    ],
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: surfaces[mode].lineStrong } },
      formatter: (
        items: { seriesName: string; value: number | null; color: string; seriesIndex: number; name: string }[],
      ) =>
        tooltipTable(
          items[0]?.name ?? '',
          items
            .filter(({ value }) => value !== null && value !== undefined)
            .map(({ seriesName, value, color, seriesIndex }) => [
              seriesName,
              seriesIndex === 0 ? format.percent(value ?? 0) : digits(value ?? 0, format.language),
              color,
            ]),
          mode,
        ),
    },
    series: [
      line(t('outlook:models.bias'), jade, of('value'), ({ bias }) => bias, 0),
      line(t('outlook:models.auc_model'), blue, of('churn'), ({ auc }) => auc, 1),
      line(t('outlook:models.auc_yardstick'), amber, of('churn'), ({ yardstickAuc }) => yardstickAuc, 1),
    ],
  };
}
