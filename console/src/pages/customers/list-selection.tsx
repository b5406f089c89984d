import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { OwnerSelect } from '../../components/owner-select.tsx';
import styles from './list.module.css';

/** What can be done with the chosen customers. */
export function SelectionBar({ chosen, onClear }: { chosen: number[]; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.selection} role="region" aria-label={t('customers:selection.label')}>
      <span>{t('customers:selection.count', { count: chosen.length })}</span>
      <OwnerSelect customerIds={chosen} onDone={onClear} />
      <Button type="text" onClick={onClear}>
        {t('customers:selection.clear')}
      </Button>
    </div>
  );
}
