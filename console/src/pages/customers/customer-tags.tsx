import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listAudit } from '#modules/access/contract.ts';
import { getCustomer, listCustomers } from '#modules/customers/contract.ts';
import { listTags, tagCustomers } from '#modules/customers/tags-contract.ts';
import { useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Blank } from '../../ui/stat.tsx';
import type { CustomerPage } from './customer-reads.ts';
import styles from './customer-tags.module.css';
import { useTagOptions } from './tag-reads.ts';

export const TAG_ENDS = [getCustomer, listCustomers, listTags, listAudit];

/** More than these are shown when asked for: a page is not for reading tags. */
const SHOWN = 24;

/** The words people have put on the customer; changed where they are read. */
export function CustomerTags({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const mayTag = useCan()(tagCustomers.permission);
  const [whole, setWhole] = useState(customer.tags.length <= SHOWN);
  const shown = whole ? customer.tags : customer.tags.slice(0, SHOWN);
  return (
    <Section title={t('customers:tags.title')}>
      {customer.tags.length > 0 ? (
        <p className={styles.tags}>
          {shown.map((tag) => (
            <CodeTag key={tag.tagId} color={tag.color ?? 'var(--lk-soft)'}>
              {tag.name}
            </CodeTag>
          ))}
          {!whole && (
            <button type="button" className="lk-more" onClick={() => setWhole(true)}>
              {t('customers:tags.more', { count: customer.tags.length - shown.length })}
            </button>
          )}
        </p>
      ) : (
        !mayTag && <Blank />
      )}
      {mayTag && <Change customer={customer} />}
    </Section>
  );
}

function Change({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const options = useTagOptions();
  const save = useSend(tagCustomers, { ends: TAG_ENDS });
  const borne = customer.tags.map((tag) => tag.tagId);
  const change = (next: number[]) =>
    save.mutate({
      body: {
        customerIds: [customer.customerId],
        add: next.filter((id) => !borne.includes(id)),
        remove: borne.filter((id) => !next.includes(id)),
      },
    });
  return (
    <>
      <Select
        mode="multiple"
        size="small"
        className={styles.select ?? ''}
        maxTagCount={0}
        maxTagPlaceholder={t('customers:tags.change')}
        placeholder={t('customers:tags.add')}
        aria-label={t('customers:tags.change')}
        showSearch={{ optionFilterProp: 'label' }}
        loading={save.isPending}
        value={borne}
        options={options}
        onChange={change}
      />
      {save.error && <ProblemNote error={save.error} />}
    </>
  );
}
