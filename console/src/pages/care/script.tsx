import { useTranslation } from 'react-i18next';
import { useMe, useOrganisation } from '../../session.ts';
import styles from './script.module.css';

/** 话术: what to say, with the names filled in. */
export function Script({ text, customer }: { text: string; customer: string | null }) {
  const { t } = useTranslation();
  const me = useMe();
  const organisation = useOrganisation();
  const names: Record<string, string> = {
    customer: customer ?? t('care:script.customer'),
    staff: me.name,
    brand: organisation.name,
  };
  const filled = text.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);
  return <p className={styles.script}>{filled}</p>;
}
