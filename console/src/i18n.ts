import i18next, { type ResourceLanguage } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale as AntdLocale } from 'antd/es/locale/index.js';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type Pack = { rooms: ResourceLanguage; antd: AntdLocale };

/** One file per language, loaded when it is chosen. */
const packs: Record<Language, () => Promise<{ default: Pack }>> = {
  'zh-CN': () => import('./locales/zh-CN/index.ts'),
  en: () => import('./locales/en/index.ts'),
};

const STORED = 'liuke.language';
const isLanguage = (text: string | null): text is Language => LANGUAGES.includes(text as Language);

/** Chinese until somebody chooses otherwise. */
export function storedLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  return isLanguage(stored) ? stored : 'zh-CN';
}

export const hasChosenLanguage = (): boolean => isLanguage(localStorage.getItem(STORED));

const antdLocales = new Map<Language, AntdLocale>();
export const antdLocaleOf = (language: Language): AntdLocale | undefined => antdLocales.get(language);

export async function startLanguage(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    ns: [],
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await useLanguage(language);
}

/** Loads and switches; the choice is remembered by this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await useLanguage(language);
}

async function useLanguage(language: Language): Promise<void> {
  const { default: pack } = await packs[language]();
  for (const [room, texts] of Object.entries(pack.rooms)) i18next.addResourceBundle(language, room, texts);
  antdLocales.set(language, pack.antd);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
