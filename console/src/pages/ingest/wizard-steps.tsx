import { Steps } from 'antd';
import { useTranslation } from 'react-i18next';

const STEPS = ['upload', 'map', 'check', 'apply'] as const;

/** Where in the import one is. */
export function WizardSteps({ at, failed = false }: { at: (typeof STEPS)[number] | 'done'; failed?: boolean }) {
  const { t } = useTranslation();
  return (
    <Steps
      size="small"
      current={at === 'done' ? STEPS.length : STEPS.indexOf(at)}
      {...(failed && { status: 'error' as const })}
      items={STEPS.map((step) => ({ title: t(`import:wizard.${step}`) }))}
      style={{ maxWidth: 760 }}
    />
  );
}
