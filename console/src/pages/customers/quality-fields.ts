import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFieldName } from './fields.tsx';

/** What a field of the archive is called: ours by their words, added ones as the business does. */
export function useQualityName(): (field: string, name?: string | null) => string {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  return useCallback(
    (field: string, name: string | null = null) =>
      name ?? (field.startsWith('custom.') ? fieldName(field) : t(`quality:fields.${field}`, { defaultValue: field })),
    [t, fieldName],
  );
}
