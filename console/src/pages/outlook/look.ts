/** What every picture of the outlook is drawn with. */
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, type Format } from '../../format.ts';
import { useMode } from '../../ui/mode.ts';
import type { Mode } from '../../ui/palette.ts';

export type Look = { t: TFunction; format: Format; mode: Mode };

export function useLook(): Look {
  const { t } = useTranslation();
  const format = useFormat();
  const mode = useMode();
  return useMemo(() => ({ t, format, mode }), [t, format, mode]);
}

/** Axes at the edges, labels inside. */
export const tightGrid = (edges: { left?: number; right?: number; top?: number; bottom?: number } = {}) => ({
  left: 4,
  right: 12,
  top: 16,
  bottom: 4,
  ...edges,
  outerBoundsMode: 'same' as const,
  outerBoundsContain: 'axisLabel' as const,
});

/** A figure that says how well something ranks or fits: three digits, as in the papers. */
export const digits = (value: number, language: string, count = 3): string =>
  new Intl.NumberFormat(language, { minimumFractionDigits: count, maximumFractionDigits: count }).format(value);
