import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getCustomer, listCustomers } from '#modules/customers/contract.ts';
import { read, useRead } from '../query.ts';
import { asShown } from './masked-value.tsx';

type Props = {
  id?: string;
  value?: number;
  onChange?: (customerId: number) => void;
  /** Whom to offer before anything is typed: a name somebody wrote elsewhere. */
  suggested?: string | null;
  placeholder?: string;
  'aria-label'?: string;
};

type Known = { customerId: number; name: string | null; code: string; phone?: string | null };

const titleOf = ({ name, phone, code }: Known): string =>
  [name, phone && asShown('phone', phone), code].filter(Boolean).join(' · ');

/** Chooses one customer by name, phone or code; the server searches. */
export function CustomerSelect({ value, onChange, suggested, placeholder, ...rest }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim() || (suggested ?? ''));
  const found = useRead(read(listCustomers, { query: { search, limit: 10, fields: '' } }), {
    enabled: search.length > 1,
    keep: true,
  });
  const rows: Known[] = search.length > 1 ? (found.data?.rows ?? []) : [];
  // Who came with the address was not searched for, and is called by name all the same.
  const came = useRead(read(getCustomer, { params: { customerId: value ?? 0 } }), {
    enabled: value !== undefined && !rows.some((row) => row.customerId === value),
  }).data;
  const known = came && came.customerId === value && !rows.includes(came) ? [...rows, came] : rows;
  return (
    <Select
      {...rest}
      style={{ width: '100%' }}
      value={value ?? null}
      onChange={(next) => next !== null && onChange?.(next)}
      showSearch={{ filterOption: false, onSearch: setText }}
      options={known.map((row) => ({ value: row.customerId, label: titleOf(row) }))}
      loading={found.isFetching}
      placeholder={placeholder ?? t('shell:palette.customer')}
      notFoundContent={search.length > 1 && !found.isFetching ? t('shell:palette.none') : null}
    />
  );
}
