import { SyncOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';

/** When the numbers were worked out, and whether newer ones are on their way. */
export function AsOf({ asOf, refreshing }: { asOf: string; refreshing: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {t('insights:as_of', { moment: format.moment(asOf) })}
      {refreshing && (
        <span role="status">
          {' · '}
          <SyncOutlined spin aria-hidden="true" /> {t('insights:refreshing')}
        </span>
      )}
    </>
  );
}
