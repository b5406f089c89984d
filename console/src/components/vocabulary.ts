/** The names of stages, segments and classes as the settings in force have them: a business may rename its own. */
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { getVocabulary, type Named } from '#modules/scoring/contract.ts';
import { nameIn, useName } from '../named.ts';
import { read, useRead } from '../query.ts';
import { useCan } from '../session.ts';
import { colorOf, riskColors } from '../ui/palette.ts';

export type VocabularyKind = 'segments' | 'class8' | 'class4' | 'stages' | 'riskBands' | 'riskReasons';

/** The vocabulary behind a field of the customer list. */
const kinds: Record<string, VocabularyKind> = {
  'scoring.rfmSegment': 'segments',
  'scoring.rfmClass8': 'class8',
  'scoring.class4': 'class4',
  'scoring.stage': 'stages',
  'scoring.riskBand': 'riskBands',
  'scoring.riskReason': 'riskReasons',
};

export const vocabularyOf = (fieldCode: string): VocabularyKind | undefined => kinds[fieldCode];

/** The fixed colour of a code; null where the vocabulary has none. */
export function vocabularyColor(kind: VocabularyKind, code: string): string | null {
  if (kind === 'riskReasons') return null;
  return (kind === 'riskBands' ? riskColors[code] : undefined) ?? colorOf(code);
}

export const vocabularyRead = read(getVocabulary);

function useVocabularyData() {
  const can = useCan();
  return useRead(vocabularyRead, { enabled: can(getVocabulary.permission) }).data;
}

/** `nameOf('stages', 'lost')`; a code nobody names any more is shown as it is. */
export function useVocabulary(): (kind: VocabularyKind, code: string) => string {
  const data = useVocabularyData();
  const name = useName();
  const byKind = useMemo(() => {
    const index = (rows: readonly Named[] = []) => new Map(rows.map((row) => [row.code, row]));
    return {
      segments: index(data?.segments),
      class8: index(data?.class8),
      class4: index(data?.class4),
      stages: index(data?.stages),
      riskBands: index(data?.riskBands),
      riskReasons: index(data?.riskReasons),
    };
  }, [data]);
  return useCallback(
    (kind: VocabularyKind, code: string) => {
      const found = byKind[kind].get(code);
      return found ? name(found) : code;
    },
    [byKind, name],
  );
}

/** In display order. */
export function useVocabularyCodes(kind: VocabularyKind | undefined): string[] | null {
  const data = useVocabularyData();
  return (kind && data?.[kind].map((named) => named.code)) ?? null;
}

export type Cause = { rule: string; figures: Record<string, number | null> };

/** The reason as a sentence with the customer's own figures: 已 94 天未购买，是自己通常间隔 31 天的 3 倍. */
export function useCauseSentence(): (cause: Cause | null | undefined) => string | null {
  const data = useVocabularyData();
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useCallback(
    (cause: Cause | null | undefined) => {
      const sentence = cause && data?.sentences[cause.rule];
      return sentence ? fillFigures(nameIn(language, sentence), cause.figures, language) : null;
    },
    [data, language],
  );
}

export function fillFigures(sentence: string, figures: Record<string, number | null>, language: string): string {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = figures[name];
    if (value === null || value === undefined) return '–';
    return number.format(name.endsWith('Days') ? Math.round(value) : value);
  });
}
