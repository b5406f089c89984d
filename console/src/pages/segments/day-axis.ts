/** An axis on which days lie as far apart as they are, however seldom there was something to count. */
import type { Format } from '../../format.ts';
import type { Mode } from '../../ui/palette.ts';
import { tooltipTable } from '../../ui/tooltip.ts';

/** Days have no time zone: they are drawn, and read back, in UTC. */
export const onDay = (day: string, value: number | null): [number, number | null] => [
  Date.parse(`${day}T00:00:00Z`),
  value,
];

const dayOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

export const dayAxis = ({ day }: Format) => ({
  type: 'time' as const,
  minInterval: 86_400_000,
  axisLabel: { hideOverlap: true, formatter: (moment: number) => day(dayOf(moment)) },
});

type Mark = { seriesName: string; color: string; value: [number, number | null] };

/** The day as a heading, then each series with its figure. */
export const dayTooltip = (format: Format, mode: Mode) => ({
  trigger: 'axis' as const,
  formatter: (marks: readonly Mark[]) => {
    const [first] = marks;
    if (!first) return '';
    const lines = marks
      .filter(({ value }) => value[1] !== null)
      .map(({ seriesName, value, color }) => [seriesName, format.number(value[1] ?? 0), color] as const);
    return tooltipTable(
      format.day(dayOf(first.value[0])),
      lines.map(([name, value, color]) => [name, value, color]),
      mode,
    );
  },
});
