/** The declared fields of the customer list: their names, the names of their values, and how a value is shown. */
import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { listStores } from '#modules/access/contract.ts';
import { listFields, listOwners, type ListField } from '#modules/customers/contract.ts';
import { listSegments } from '#modules/segments/contract.ts';
import { useVocabulary, useVocabularyCodes, vocabularyColor, vocabularyOf } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { read, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Blank } from '../../ui/stat.tsx';

export const fieldsRead = read(listFields);

/** Numbers between 0 and 1 that people read as percent. */
const SHARES = new Set(['scoring.probAlive']);

export type Option = { value: string; label: string; color: string | null };

export const isNumeric = (field: ListField): boolean => field.type === 'number' || field.type === 'money';

/** A field that nobody has named yet is shown by its code rather than hidden. */
export function useFieldName(): (code: string) => string {
  const { t } = useTranslation();
  const rows = useRead(fieldsRead).data?.rows;
  return useCallback(
    (code: string) => rows?.find((field) => field.code === code)?.name ?? t(`fields:${code}`, { defaultValue: code }),
    [t, rows],
  );
}

export function useChoiceName(): (fieldCode: string, value: string) => string {
  const { t } = useTranslation();
  const vocabulary = useVocabulary();
  const rows = useRead(fieldsRead).data?.rows;
  return useCallback(
    (fieldCode: string, value: string) => {
      const own = rows?.find((field) => field.code === fieldCode);
      if (own?.choiceNames?.[value] !== undefined) return own.choiceNames[value];
      if (own?.name && (value === 'yes' || value === 'no')) return t(`terms:value.${value}`);
      const kind = vocabularyOf(fieldCode);
      return kind ? vocabulary(kind, value) : t(`terms:choice.${fieldCode}.${value}`, { defaultValue: value });
    },
    [t, vocabulary, rows],
  );
}

/** What a choice may be filtered by: declared values, a vocabulary's, stores or owners. Null: free text. */
export function useOptions(field: ListField): Option[] | null {
  const choiceName = useChoiceName();
  const vocabulary = vocabularyOf(field.code);
  const codes = useVocabularyCodes(vocabulary);
  const stores = useRead(read(listStores), { enabled: field.code === 'customers.store' });
  const segments = useRead(read(listSegments), { enabled: field.code === 'segments.segment' });
  const owners = useRead(read(listOwners), { enabled: field.code === 'customers.owner' });
  if (field.code === 'customers.store')
    return (stores.data?.rows ?? []).map((s) => ({ value: String(s.storeId), label: s.name, color: null }));
  if (field.code === 'segments.segment')
    return (segments.data?.rows ?? []).map((s) => ({ value: String(s.segmentId), label: s.name, color: null }));
  if (field.code === 'customers.owner')
    return (owners.data?.rows ?? []).map((o) => ({ value: o.ownerId, label: o.name, color: null }));
  const choices = vocabulary ? codes : field.choices;
  const color = (value: string) => (vocabulary ? vocabularyColor(vocabulary, value) : null);
  return choices?.map((value) => ({ value, label: choiceName(field.code, value), color: color(value) })) ?? null;
}

export function useShowValue(): (field: ListField, value: unknown) => ReactNode {
  const listComma = useTranslation().t('shell:list_comma');
  const format = useFormat();
  const choiceName = useChoiceName();
  return useCallback(
    (field: ListField, value: unknown): ReactNode => {
      if (Array.isArray(value)) return value.map((one) => choiceName(field.code, String(one))).join(listComma);
      if (typeof value !== 'string' && typeof value !== 'number') return <Blank />;
      if (value === '') return <Blank />;
      if (field.type === 'money') return format.money(Number(value));
      if (SHARES.has(field.code)) return format.percent(Number(value), 0);
      if (field.type === 'number') return format.number(Number(value));
      if (field.type === 'instant') return format.date(String(value));
      if (field.type === 'day') return format.day(String(value));
      const text = String(value);
      const vocabulary = vocabularyOf(field.code);
      const color = vocabulary && vocabularyColor(vocabulary, text);
      if (color) return <CodeTag color={color}>{choiceName(field.code, text)}</CodeTag>;
      return vocabulary || field.choices ? choiceName(field.code, text) : text;
    },
    [format, choiceName, listComma],
  );
}
