import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';
import { CodeTag } from '../../ui/code-tag.tsx';

/** Listening, failing since when, or switched off. */
export function ReceiverState({ receiver }: { receiver: { active: boolean; failingSince: string | null } }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!receiver.active) return <CodeTag code="cancelled">{t('webhooks:state_of.off')}</CodeTag>;
  if (!receiver.failingSince) return <CodeTag code="completed">{t('webhooks:state_of.listening')}</CodeTag>;
  return (
    <>
      <CodeTag code="failed">{t('webhooks:state_of.failing')}</CodeTag>
      <div className="lk-faint">{t('webhooks:failing_since', { when: format.moment(receiver.failingSince) })}</div>
    </>
  );
}
