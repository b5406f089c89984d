import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { CallError } from '../../problem.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';

/** Why settings cannot be saved: each reason by name, so that it can be mended. */
export function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const fields = error instanceof CallError ? error.problem.fields : [];
  if (fields.length === 0) return <ProblemNote error={error} />;
  const reasons = [
    ...new Set(fields.map(({ code, message }) => t(`scoring:refused.${code}`, { defaultValue: message }))),
  ];
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('scoring:refused.title')}
      description={
        <ul style={{ margin: 0, paddingInlineStart: 18 }}>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      }
    />
  );
}
