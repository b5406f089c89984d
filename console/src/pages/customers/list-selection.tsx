import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { mergeCustomers, MOST_RECORDS } from '#modules/customers/merge-contract.ts';
import { OwnerSelect } from '../../components/owner-select.tsx';
import { paths, withState } from '../../paths.ts';
import { useCan } from '../../session.ts';
import styles from './list.module.css';

/** What can be done with the chosen customers. */
export function SelectionBar({ chosen, onClear }: { chosen: number[]; onClear: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayMerge = useCan()(mergeCustomers.permission);
  return (
    <div className={styles.selection} role="region" aria-label={t('customers:selection.label')}>
      <span>{t('customers:selection.count', { count: chosen.length })}</span>
      <OwnerSelect customerIds={chosen} onDone={onClear} />
      {mayMerge && (
        <Button
          disabled={chosen.length < 2 || chosen.length > MOST_RECORDS}
          onClick={() => void navigate(withState(paths.merge(), { customers: chosen.join(',') }))}
        >
          {t('merge:selection')}
        </Button>
      )}
      <Button type="text" onClick={onClear}>
        {t('customers:selection.clear')}
      </Button>
    </div>
  );
}
