/** The heat map over recency and frequency, as an option. */
import type { TFunction } from 'i18next';
import type { z } from 'zod';
import type { rfmCell } from '#modules/insights/contract.ts';
import type { rfmModel } from '#modules/scoring/contract.ts';
import { bandText, type Measure } from '../../components/rfm-words.ts';
import type { Format } from '../../format.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { colorOf, sequence, surfaces, type Mode } from '../../ui/palette.ts';
import { shadeOf } from './cohorts.ts';
import { inkOn } from './ink.ts';

export type RfmCell = z.input<typeof rfmCell>;
export type Model = z.input<typeof rfmModel>;
export type Tint = 'customers' | 'money' | 'segment';
export const TINTS: readonly Tint[] = ['customers', 'money', 'segment'];

type Look = { tint: Tint; nameOf: (segment: string) => string; t: TFunction; format: Format; mode: Mode };

/** Recency from old (bottom) to new (top), frequency from rare to often, as the table of the ten segments is drawn. */
export function mapOption(cells: readonly RfmCell[], model: Model, look: Look): EChartsCoreOption {
  const { t, format, mode } = look;
  const axis = (name: string, measure: Measure) => ({
    type: 'category' as const,
    name,
    nameLocation: 'middle' as const,
    data: [1, 2, 3, 4, 5].map((score) => axisLabel(name, score, measure, model, t, format)),
    axisLine: { show: false },
    axisLabel: { color: surfaces[mode].soft, lineHeight: 16, interval: 0 },
    nameTextStyle: { color: 'transparent' },
  });
  const scale = Math.max(0, ...cells.map((cell) => weightOf(cell, look.tint)));
  return {
    grid: { left: 4, right: 4, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: axis('F', 'orders'),
    yAxis: axis('R', 'recencyDays'),
    tooltip: {
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const cell = cells[dataIndex];
        return cell ? tooltipOf(cell, look) : '';
      },
    },
    // Heat maps must have one; each cell brings its own colour, so it maps to nothing.
    visualMap: { show: false, min: 0, max: 1, inRange: { opacity: [1, 1] } },
    series: [
      {
        type: 'heatmap',
        label: { show: true },
        itemStyle: { borderColor: surfaces[mode].surface, borderWidth: 3, borderRadius: 6 },
        emphasis: { itemStyle: { borderColor: surfaces[mode].text, borderWidth: 2 } },
        data: cells.map((cell) => itemOf(cell, scale, look)),
      },
    ],
  };
}

function axisLabel(name: string, score: number, measure: Measure, model: Model, t: TFunction, format: Format): string {
  const band = model.bands[measure].find((one) => one.score === score);
  const range = band ? bandText(measure, band, t, format) : null;
  return `${name}${score}\n${range ?? '–'}`;
}

const weightOf = (cell: RfmCell, tint: Tint): number => (tint === 'money' ? cell.netCents : cell.customers);

/** Segment on top, heads in the middle, money below; the colour says which of them is looked at. */
function itemOf(cell: RfmCell, scale: number, { tint, nameOf, format, mode }: Look) {
  const shades = sequence[mode];
  const shade = shadeOf(weightOf(cell, tint), scale, shades.length);
  const color = (tint === 'segment' ? colorOf(cell.segment) : shades[shade]) ?? '';
  const ink = inkOn(color);
  return {
    value: [cell.f - 1, cell.r - 1, weightOf(cell, tint)],
    itemStyle: { color },
    label: {
      formatter: `{name|${plain(nameOf(cell.segment))}}\n{count|${format.number(cell.customers)}}\n{money|${format.shortMoney(cell.netCents)}}`,
      rich: {
        name: { color: ink, fontSize: 11, lineHeight: 16, width: 96, overflow: 'truncate' },
        count: { color: ink, fontSize: 16, fontWeight: 600, lineHeight: 22 },
        money: { color: ink, fontSize: 11, lineHeight: 16 },
      },
    },
  };
}

/** What would be markup to the label or the tooltip is taken out: people name segments. */
const plain = (text: string): string => text.replace(/[{}|<>&]/g, ' ');

function tooltipOf(cell: RfmCell, { nameOf, t, format }: Look): string {
  return [
    `<b>${plain(nameOf(cell.segment))}</b> · R${cell.r} F${cell.f}`,
    t('insights:rfm.cell_customers', { customers: format.number(cell.customers), share: format.percent(cell.share) }),
    t('insights:rfm.cell_money', { net: format.roundMoney(cell.netCents), gross: format.roundMoney(cell.grossCents) }),
  ].join('<br>');
}
