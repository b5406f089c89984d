/** The course of a number in the height of a line; the figure beside it says the rest. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const [width, height] = [88, 22];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number) => 2 + (index / (values.length - 1)) * (width - 4);
  const y = (value: number) => (high === low ? height / 2 : height - 3 - ((value - low) / (high - low)) * (height - 6));
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <polyline
        points={values.map((value, index) => `${x(index)},${y(value)}`).join(' ')}
        fill="none"
        stroke="var(--lk-jade)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}
