const DARK = '#06140f';
const LIGHT = '#ffffff';

/** The text colour that can be read on a ground: whichever of dark and white stands out more (WCAG 2.2 contrast). */
export function inkOn(ground: string): string {
  return contrast(ground, DARK) >= contrast(ground, LIGHT) ? DARK : LIGHT;
}

export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Relative luminance of #rrggbb. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const linear = (share: number): number => (share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
