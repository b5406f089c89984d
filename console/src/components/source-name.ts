import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The sources every house begins with, by the names they begin with. */
const FROM_THE_START: Readonly<Record<string, string>> = { manual: '手工录入', api: '接口', file: '文件导入' };

/** A source by its name; those of the house are translated until somebody names them. */
export function useSourceName(): (code: string, name: string) => string {
  const { t } = useTranslation();
  return useCallback((code, name) => (FROM_THE_START[code] === name ? t(`sources:names.${code}`) : name), [t]);
}
