import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { CallError, tellProblem } from '../problem.ts';

/** Says what went wrong and what to do. The request id lets an administrator find it in the log. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const requestId = error instanceof CallError && error.problem.status >= 500 ? error.problem.requestId : undefined;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={tellProblem(t, error)}
      description={requestId && t('problems:request_id', { requestId })}
      action={onRetry && <Button onClick={onRetry}>{t('shell:retry')}</Button>}
    />
  );
}
