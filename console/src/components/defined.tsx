import { InfoCircleOutlined } from '@ant-design/icons';
import { Popover } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { listDefinitions } from '#modules/insights/contract.ts';
import { useName } from '../named.ts';
import { read, useRead } from '../query.ts';
import styles from './defined.module.css';

/** A number's name, with what it means one hover, key or click away. The sentences are those of docs/metrics.md. */
export function Defined({ by, children }: { by: string; children: ReactNode }) {
  const { t } = useTranslation();
  const name = useName();
  const { data } = useRead(read(listDefinitions));
  const found = data?.rows.find((row) => row.key === by);
  if (!found) return children;
  return (
    <span>
      {children}
      <Popover content={<p className={styles.text}>{name(found)}</p>} trigger={['hover', 'focus', 'click']}>
        <button type="button" className={styles.button} aria-label={`${t('insights:what_is_this')} ${name(found)}`}>
          <InfoCircleOutlined aria-hidden="true" />
        </button>
      </Popover>
    </span>
  );
}
