import { useEffect, useRef, useState } from 'react';
import { chartTheme, withBase } from './chart-style.ts';
import { init, type EChartsCoreOption, type EChartsType } from './echarts.ts';
import { useMode } from './mode.ts';
import styles from './chart.module.css';

export type Picked = {
  name: string;
  seriesName?: string;
  seriesIndex?: number;
  dataIndex: number;
  value: unknown;
  /** The mark as its option gave it, and in graphs whether it is a node or an edge. */
  data?: unknown;
  dataType?: string;
};

type Props = {
  /** Memoise it: a new object redraws. */
  option: EChartsCoreOption;
  height: number;
  /** What the picture shows, in one sentence, for those who do not see it. The table below it holds the numbers. */
  label: string;
  /** A click on a mark opens the customers behind it. */
  onPick?: (picked: Picked) => void;
};

export function Chart({ option, height, label, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  // Some pictures cannot be drawn on nothing: before the page is laid out there is no width.
  const [wide, setWide] = useState(false);
  const pick = useRef(onPick);
  const mode = useMode();
  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const drawn = init(element, chartTheme(mode), { renderer: 'svg' });
    drawn.on('click', (event) => pick.current?.(event as unknown as Picked));
    setChart(drawn);
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) drawn.resize();
      setWide(element.clientWidth > 0);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.dispose();
      setChart(null);
    };
  }, [mode]);
  useEffect(() => {
    if (wide) chart?.setOption(withBase(option), { notMerge: true });
  }, [chart, option, wide]);
  const pickable = onPick ? styles.pickable : '';
  return <div ref={place} role="img" aria-label={label} className={`${styles.chart} ${pickable}`} style={{ height }} />;
}
