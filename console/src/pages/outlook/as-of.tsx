import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';

/** When everybody was last judged: scores, and all that is counted from them, are of that moment. */
export function JudgedAt({ asOf }: { asOf: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return t('insights:as_of', { moment: format.moment(asOf) });
}
