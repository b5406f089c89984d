/** Names that people gave in both languages, in the reader's. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

export type TwoNames = { zh: string; en: string };

export const nameIn = (language: string, named: TwoNames): string => (language === 'en' ? named.en : named.zh);

export function useName(): (named: TwoNames) => string {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useCallback((named: TwoNames) => nameIn(language, named), [language]);
}
