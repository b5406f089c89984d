import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { listCustomerSegments } from '#modules/segments/members-contract.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead } from '../../query.ts';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Reasons } from '../segments/reasons.tsx';
import styles from './customer-segments.module.css';

/** The segments this customer is in, each with its conditions and the customer's own figures a click away. */
export function CustomerSegments({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const [asked, setAsked] = useState<number | null>(null);
  const query = useRead(read(listCustomerSegments, { params: { customerId } }));
  return (
    <Section title={t('segments:title')}>
      <Shown query={query} lines={3}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="lk-soft">{t('segments:none_of_customer')}</p>
          ) : (
            <ul className={styles.list}>
              {rows.map((row) => (
                <li key={row.segmentId}>
                  <div className={styles.line}>
                    <Link to={paths.segment(row.segmentId)}>{row.name}</Link>
                    <Button type="link" size="small" onClick={() => setAsked(row.segmentId)}>
                      {t('segments:why')}
                    </Button>
                  </div>
                  <small className="lk-soft">
                    {t('segments:since', { day: format.date(row.since) })}
                    {row.sentence && ` · ${name(row.sentence)}`}
                  </small>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      <Drawer
        open={asked !== null}
        size={520}
        title={t('segments:why_title')}
        onClose={() => setAsked(null)}
        destroyOnHidden
      >
        {asked !== null && <Reasons segmentId={asked} customerId={customerId} />}
      </Drawer>
    </Section>
  );
}
