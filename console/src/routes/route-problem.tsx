import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { paths } from '../paths.ts';
import { CallError, tellProblem } from '../problem.ts';
import { WholePage } from '../ui/whole-page.tsx';

/** What nobody foresaw: a page that broke, or a start that got no answer. The rest of the house stays. */
export function RouteProblem() {
  const { t } = useTranslation();
  const error = useRouteError();
  const text = error instanceof CallError ? tellProblem(t, error) : t('shell:broken.text');
  return (
    <WholePage
      code={error instanceof CallError && error.problem.status > 0 ? String(error.problem.status) : t('shell:product')}
      title={t('shell:broken.title')}
      text={error instanceof Error && !(error instanceof CallError) ? `${text} (${error.message})` : text}
      action={
        <>
          <Button type="primary" onClick={() => window.location.reload()}>
            {t('shell:reload')}
          </Button>
          <Button href={paths.home()}>{t('shell:home')}</Button>
        </>
      }
    />
  );
}
