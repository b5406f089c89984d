/** What every chart shares: type, hairlines, tooltip, series colours. A chart's own option is laid over it. */
import type { EChartsCoreOption } from './echarts.ts';
import { series, surfaces, type Mode } from './palette.ts';
import { FONT } from './theme.ts';

export function chartTheme(mode: Mode) {
  const c = surfaces[mode];
  const axis = {
    axisLine: { lineStyle: { color: c.lineStrong } },
    axisTick: { show: false },
    axisLabel: { color: c.soft, fontSize: 12 },
    nameTextStyle: { color: c.faint, fontSize: 12 },
    splitLine: { lineStyle: { color: c.line } },
    splitArea: { show: false },
  };
  return {
    color: [...series],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT, color: c.text },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    logAxis: { ...axis, axisLine: { show: false } },
    legend: { textStyle: { color: c.soft, fontSize: 12 }, itemWidth: 10, itemHeight: 10, icon: 'roundRect' },
    tooltip: {
      backgroundColor: c.surface,
      borderColor: c.lineStrong,
      borderWidth: 1,
      textStyle: { color: c.text, fontSize: 13, fontFamily: FONT },
      extraCssText: 'box-shadow:0 4px 16px rgba(0,0,0,.12);border-radius:8px;font-variant-numeric:tabular-nums',
    },
    line: { symbol: 'circle', symbolSize: 5, smooth: false, lineStyle: { width: 2 } },
    bar: { itemStyle: { borderRadius: [2, 2, 0, 0] }, label: { color: c.text, textBorderWidth: 0 } },
  };
}

/** Filled in where the chart says nothing itself. */
export function withBase(option: EChartsCoreOption): EChartsCoreOption {
  return {
    animationDuration: 250,
    grid: { left: 8, right: 16, top: 32, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    aria: { enabled: false },
    ...option,
  };
}
