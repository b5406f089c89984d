/** What a chart says of a mark, as a small table. */
import { surfaces, type Mode } from './palette.ts';

export type TooltipLine = [name: string, value: string, color?: string | null];

/** Names people gave are text, never markup. */
export const plain = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function tooltipTable(title: string, lines: readonly TooltipLine[], mode: Mode): string {
  const c = surfaces[mode];
  const dot = (color: string | null | undefined) =>
    color
      ? `<span style="display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:6px;background:${color}"></span>`
      : '';
  const rows = lines.map(
    ([name, value, color]) =>
      `<tr><td style="padding:1px 16px 1px 0;color:${c.soft}">${dot(color)}${plain(name)}</td><td style="text-align:right">${plain(value)}</td></tr>`,
  );
  return `<b>${plain(title)}</b><table style="margin-top:4px">${rows.join('')}</table>`;
}

/** The shade behind the mark that is pointed at. */
export const shadow = (mode: Mode) => ({
  type: 'shadow' as const,
  shadowStyle: { color: mode === 'dark' ? '#ffffff0d' : '#0000000a' },
});
