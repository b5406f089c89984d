import { App } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { listStores } from '#modules/access/contract.ts';
import { getCustomer } from '#modules/customers/contract.ts';
import type { CustomValue } from '#modules/customers/custom-contract.ts';
import { call } from '../../call.ts';
import { MaskedValue } from '../../components/masked-value.tsx';
import { useFormat } from '../../format.ts';
import { read, useRead } from '../../query.ts';
import { Blank } from '../../ui/stat.tsx';
import { changedMeanwhile, type Change, type Parted } from './changed-meanwhile.ts';
import { CustomValueShown } from './custom-facts.tsx';
import { customRead } from './custom-reads.ts';
import type { CustomerPage } from './customer-reads.ts';
import styles from './meanwhile.module.css';

/**
 * Asks before values are written over that somebody else wrote while the form was open. False: not to be written yet.
 * Without an answer of the server it is for the write itself to say so.
 */
export function useMayWrite(base: CustomerPage): (change: Change) => Promise<boolean> {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { customerId } = base;
  return async (change) => {
    const now = await call(getCustomer, { params: { customerId } }).catch(() => null);
    const parted = now ? changedMeanwhile(base, now, change) : [];
    if (parted.length === 0) return true;
    return modal.confirm({
      title: t('customers:meanwhile.title'),
      content: <Theirs parted={parted} />,
      okText: t('customers:meanwhile.mine'),
      cancelText: t('customers:meanwhile.back'),
      width: 480,
    });
  };
}

function Theirs({ parted }: { parted: readonly Parted[] }) {
  const { t } = useTranslation();
  const fields = useRead(customRead).data?.rows ?? [];
  const show = useShown();
  return (
    <>
      <p className="lk-soft">{t('customers:meanwhile.text')}</p>
      <dl className={styles.theirs}>
        {parted.map(({ field, custom, theirs }) => {
          const added = custom && fields.find((one) => one.code === field);
          return (
            <div key={`${custom} ${field}`}>
              <dt>{added ? added.name : t(LABELS[field] ?? `fields:customers.${field}`, { defaultValue: field })}</dt>
              <dd>
                {theirs === null ? (
                  <Blank />
                ) : added ? (
                  <CustomValueShown field={added} value={theirs as CustomValue} />
                ) : (
                  show(field, theirs)
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

/** Fields whose names stand elsewhere. */
const LABELS: Record<string, string> = {
  phone: 'terms:identity.phone',
  email: 'terms:identity.email',
  storeId: 'customers:store',
};

function useShown(): (field: string, value: unknown) => ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const stores = useRead(read(listStores)).data?.rows ?? [];
  return (field, value) => {
    const text = String(value);
    if (field === 'storeId') return stores.find(({ storeId }) => storeId === value)?.name;
    if (field === 'kind' || field === 'gender') return t(`terms:choice.customers.${field}.${text}`);
    if (field === 'birthday') return format.day(text);
    return field === 'phone' ? <MaskedValue kind="phone" value={text} /> : text;
  };
}
