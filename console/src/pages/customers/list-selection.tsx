import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { assignOwner } from '#modules/customers/contract.ts';
import { mergeCustomers, MOST_RECORDS } from '#modules/customers/merge-contract.ts';
import { changeMembers } from '#modules/segments/members-contract.ts';
import { tagCustomers } from '#modules/customers/tags-contract.ts';
import { OwnerSelect } from '../../components/owner-select.tsx';
import { paths, withState } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { AddToSegment } from '../segments/add-to-segment.tsx';
import styles from './list.module.css';
import { TagSelection } from './tag-selection.tsx';

/** What can be done with the chosen customers. */
export function SelectionBar({ chosen, onClear }: { chosen: number[]; onClear: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  return (
    <div className={styles.selection} role="region" aria-label={t('customers:selection.label')}>
      <span>{t('customers:selection.count', { count: chosen.length })}</span>
      {can(assignOwner.permission) && <OwnerSelect customerIds={chosen} onDone={onClear} />}
      {can(tagCustomers.permission) && <TagSelection customerIds={chosen} />}
      {can(changeMembers.permission) && <AddToSegment customerIds={chosen} />}
      {can(mergeCustomers.permission) && (
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
