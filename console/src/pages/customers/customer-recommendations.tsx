import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getRecommendations } from '#modules/scoring/affinity-contract.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { read, useRead } from '../../query.ts';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import styles from './customer-outlook.module.css';

type Personal = 'yes' | 'no';

/** What to offer, each with its reason; or what everybody buys, for whoever does not want to be looked at. */
export function CustomerRecommendations({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const [personal, setPersonal] = useState<Personal>('yes');
  const query = useRead(read(getRecommendations, { params: { customerId }, query: { personal, limit: 5 } }), {
    keep: true,
  });
  return (
    <Section title={t('outlook:customer.recommendations')}>
      <Segmented<Personal>
        size="small"
        block
        aria-label={t('outlook:customer.personal_label')}
        value={personal}
        onChange={setPersonal}
        options={[
          { value: 'yes', label: t('outlook:customer.personal') },
          { value: 'no', label: t('outlook:customer.general') },
        ]}
      />
      <Shown query={query} lines={5}>
        {({ rows, leftOut, personal: isPersonal }) => (
          <>
            {rows.length === 0 ? (
              <p className={styles.small}>{t('outlook:customer.none')}</p>
            ) : (
              <ul className={styles.offers}>
                {rows.map((row) => (
                  <li key={row.productId}>
                    <span className={styles.offer}>
                      <span>{row.name}</span>
                      {row.priceCents !== null && <span>{format.money(row.priceCents)}</span>}
                    </span>
                    <p className={styles.small}>{name(row.sentence)}</p>
                  </li>
                ))}
              </ul>
            )}
            <p className={styles.small}>
              {!isPersonal ? t('outlook:customer.general_note') : t('outlook:customer.left_out', leftOut)}
            </p>
          </>
        )}
      </Shown>
    </Section>
  );
}
