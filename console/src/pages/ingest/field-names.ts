import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kind } from './mapping.ts';

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** What a field is called: the name a business gave it, our word for it, else the usual header in the reader's language. */
export function useFieldName(kind: Kind | undefined): (code: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (code: string) => {
      const headers = kind?.fields.find((field) => field.code === code)?.headers ?? [];
      if (code.startsWith('custom.')) return headers[0] ?? code;
      const header = headers.find((one) => isChinese(one) === (i18n.language !== 'en')) ?? headers[0] ?? code;
      return kind ? t(`import:${kind.kind}.${code}`, { defaultValue: header }) : code;
    },
    [kind, t, i18n.language],
  );
}
