import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listCustomers } from '#modules/customers/contract.ts';
import { read, useRead } from '../query.ts';

type Props = {
  value?: number;
  onChange?: (customerId: number) => void;
  placeholder?: string;
  'aria-label'?: string;
};

/** Chooses one customer by name, phone or code; the server searches. */
export function CustomerSelect({ value, onChange, placeholder, ...rest }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const found = useRead(read(listCustomers, { query: { search, limit: 10, fields: '' } }), {
    enabled: search.length > 1,
    keep: true,
  });
  const options = (found.data?.rows ?? []).map((row) => ({
    value: row.customerId,
    label: [row.name, row.phone, row.code].filter(Boolean).join(' · '),
  }));
  return (
    <Select
      {...rest}
      style={{ width: '100%' }}
      value={value ?? null}
      onChange={(next) => next !== null && onChange?.(next)}
      showSearch={{ filterOption: false, onSearch: setText }}
      options={search.length > 1 ? options : []}
      loading={found.isFetching}
      placeholder={placeholder ?? t('shell:palette.customer')}
      notFoundContent={search.length > 1 && !found.isFetching ? t('shell:palette.none') : null}
    />
  );
}
