import { useQuery } from '@tanstack/react-query';
import { Form } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { checkDuplicates, type ResemblingCustomer } from '#modules/customers/duplicates-contract.ts';
import type { BodyInput } from '#shared/endpoint.ts';
import { call } from '../../call.ts';
import { MaskedValue } from '../../components/masked-value.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import type { CustomerValues } from './customer-form.tsx';
import { DuplicateReasons } from './duplicate-reasons.tsx';
import styles from './resembling.module.css';

type Draft = BodyInput<typeof checkDuplicates>;

/** Long enough that nobody is asked for with every letter. */
const PAUSE_MS = 400;

/** While a customer is written down: who of those there are is likely the same. Stands inside the form. */
export function Resembling({ customerId }: { customerId?: number }) {
  const { t } = useTranslation();
  const draft = usePaused(draftOf(Form.useWatch([], Form.useFormInstance<CustomerValues>()), customerId));
  const found = useQuery({
    queryKey: [checkDuplicates.path, draft],
    queryFn: ({ signal }) => call(checkDuplicates, { body: draft, signal }),
    enabled: saysSomebody(draft),
    placeholderData: (previous) => previous,
  });
  const rows = saysSomebody(draft) ? (found.data?.rows ?? []) : [];
  return (
    <div aria-live="polite">
      {rows.length > 0 && (
        <section className={styles.warning} aria-label={t('duplicates:resembling.title')}>
          <h3>{t('duplicates:resembling.title')}</h3>
          <p className="lk-soft">{t('duplicates:resembling.text')}</p>
          <ul>
            {rows.map((row) => (
              <Likeness key={row.customerId} row={row} editing={customerId !== undefined} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Likeness({ row, editing }: { row: ResemblingCustomer; editing: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <div className={styles.who}>
        <Link to={paths.customer(row.customerId)} target="_blank" rel="noreferrer">
          {row.name ?? t('customers:nameless')}
        </Link>
        <span className="lk-soft">{row.code}</span>
        {row.phone && <MaskedValue kind="phone" value={row.phone} />}
        <strong className={styles.score}>{format.number(row.score)}%</strong>
      </div>
      <DuplicateReasons reasons={row.reasons} />
      {row.score === 100 && <p>{t(editing ? 'duplicates:resembling.exact_edit' : 'duplicates:resembling.exact')}</p>}
    </li>
  );
}

function draftOf(values: CustomerValues | undefined, customerId: number | undefined): Draft {
  const said = (text: string | null | undefined) => text?.trim() || undefined;
  return {
    kind: values?.kind,
    name: said(values?.name),
    gender: values?.gender ?? undefined,
    birthday: values?.birthday?.format('YYYY-MM-DD'),
    province: said(values?.province),
    city: said(values?.city),
    address: said(values?.address),
    phone: said(values?.phone),
    email: said(values?.email),
    customerId,
  };
}

const saysSomebody = (draft: Draft): boolean =>
  (draft.name?.length ?? 0) > 1 || (draft.phone?.length ?? 0) > 6 || (draft.email?.includes('@') ?? false);

function usePaused(draft: Draft): Draft {
  const [paused, setPaused] = useState(draft);
  const key = JSON.stringify(draft);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(JSON.parse(key) as Draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return paused;
}
