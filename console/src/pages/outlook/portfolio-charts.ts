/** The pictures of the portfolio page, as options. */
import type { getPortfolio } from '#modules/scoring/portfolio-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { vocabularyColor, type VocabularyKind } from '../../components/vocabulary.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { series, surfaces } from '../../ui/palette.ts';
import { plain, shadow, tooltipTable } from '../../ui/tooltip.ts';
import { tightGrid, type Look } from './look.ts';

export type Portfolio = ResultOf<typeof getPortfolio>;
export type Group = Portfolio['groups'][number];
export type MoveLink = Portfolio['links'][number];

/** Which vocabulary names the groups of a division. */
export const VOCABULARY: Readonly<Record<Portfolio['what'], VocabularyKind>> = {
  class4: 'class4',
  segment: 'segments',
  class8: 'class8',
  stage: 'stages',
  band: 'riskBands',
};

export const colorIn = (what: Portfolio['what'], code: string): string =>
  vocabularyColor(VOCABULARY[what], code) ?? series[0];

/** Many or few, worth much or little, now and next: three shares a group. */
export function mixOption(
  groups: readonly Group[],
  what: Portfolio['what'],
  nameOf: (code: string) => string,
  { t, format, mode }: Look,
): EChartsCoreOption {
  const bar = (name: string, shareOf: (group: Group) => number, alpha: string) => ({
    type: 'bar',
    name,
    color: `#5d6a64${alpha}`,
    barMaxWidth: 10,
    barGap: '25%',
    data: groups.map((group) => ({
      value: shareOf(group),
      itemStyle: { color: `${colorIn(what, group.code)}${alpha}`, borderRadius: [0, 3, 3, 0] },
    })),
  });
  return {
    legend: { top: 0, left: 0 },
    grid: tightGrid({ top: 36, right: 24 }),
    tooltip: {
      trigger: 'axis',
      axisPointer: shadow(mode),
      formatter: ([item]: { dataIndex: number }[]) => {
        const group = groups[item?.dataIndex ?? -1];
        if (!group) return '';
        return tooltipTable(
          nameOf(group.code),
          [
            [t('insights:figure.customers'), `${format.number(group.customers)} (${format.percent(group.share)})`],
            [
              t('outlook:value.current'),
              `${format.roundMoney(group.currentNetCents)} (${format.percent(group.currentShare)})`,
            ],
            [
              t('outlook:value.expected'),
              `${format.roundMoney(group.expectedNetCents)} (${format.percent(group.expectedShare)})`,
            ],
          ],
          mode,
        );
      },
    },
    xAxis: {
      type: 'value',
      splitNumber: 4,
      axisLabel: { formatter: (share: number) => format.percent(share, 0) },
    },
    yAxis: { type: 'category', inverse: true, data: groups.map(({ code }) => nameOf(code)) },
    series: [
      bar(t('insights:rfm.share_of_customers'), ({ share }) => share, ''),
      bar(t('outlook:value.current'), ({ currentShare }) => currentShare, 'a0'),
      bar(t('outlook:value.expected'), ({ expectedShare }) => expectedShare, '60'),
    ],
  };
}

const NEW = 'new';

/** Where everybody stood on the one day and on the other; whoever was first judged in between comes from outside. */
export function sankeyOption(
  { links, what, groups }: Portfolio,
  nameOf: (code: string | null) => string,
  { format, mode }: Look,
): EChartsCoreOption {
  const from = (code: string | null) => `from ${code ?? NEW}`;
  const to = (code: string) => `to ${code}`;
  const sum = (rows: readonly MoveLink[]) => rows.reduce((total, row) => total + row.customers, 0);
  const codes = [...new Set([...groups.map(({ code }) => code), ...links.map((link) => link.to)])];
  const sources = [...codes, null].filter((code) => links.some((link) => link.from === code));
  const targets = codes.filter((code) => links.some((link) => link.to === code));
  const node = (name: string, code: string | null, customers: number, left: boolean) => ({
    name,
    itemStyle: { color: code === null ? surfaces[mode].lineStrong : colorIn(what, code), borderWidth: 0 },
    label: { position: left ? 'right' : 'left', formatter: `${plain(nameOf(code))}  ${format.number(customers)}` },
  });
  return {
    tooltip: {
      formatter: ({ data, dataType }: { data: { value?: number; link?: MoveLink }; dataType: string }) =>
        dataType === 'edge' && data.link
          ? tooltipTable(
              `${nameOf(data.link.from)} → ${nameOf(data.link.to)}`,
              [['', format.number(data.link.customers)]],
              mode,
            )
          : '',
    },
    series: [
      {
        type: 'sankey',
        left: 4,
        right: 4,
        top: 8,
        bottom: 8,
        nodeWidth: 14,
        nodeGap: 10,
        draggable: false,
        layoutIterations: 0,
        label: { color: surfaces[mode].text, fontSize: 12, textBorderWidth: 0 },
        lineStyle: { color: 'source', opacity: mode === 'dark' ? 0.35 : 0.28, curveness: 0.5 },
        emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.6 } },
        data: [
          ...sources.map((code) => node(from(code), code, sum(links.filter((link) => link.from === code)), true)),
          ...targets.map((code) => node(to(code), code, sum(links.filter((link) => link.to === code)), false)),
        ],
        links: links.map((link) => ({ source: from(link.from), target: to(link.to), value: link.customers, link })),
      },
    ],
  };
}
