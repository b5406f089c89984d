import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty.tsx';
import { ImportButton } from '../../components/import-button.tsx';

export function NoCustomers({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (filtered) {
    return (
      <EmptyState
        title={t('customers:list.none_found')}
        text={t('customers:list.none_found_text')}
        action={<Button onClick={onClear}>{t('shell:clear_filters')}</Button>}
      />
    );
  }
  return (
    <EmptyState title={t('customers:list.empty')} text={t('customers:list.empty_text')} action={<ImportButton />} />
  );
}
