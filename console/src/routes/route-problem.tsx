import { useMutation } from '@tanstack/react-query';
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
  const reload = useReload();
  const unanswered = reload.isError || isUnloaded(error);
  return (
    <WholePage
      code={error instanceof CallError && error.problem.status > 0 ? String(error.problem.status) : t('shell:product')}
      title={t(unanswered ? 'shell:broken.unloaded' : 'shell:broken.title')}
      text={unanswered ? t('problems:network.unreachable') : textOf(error, t)}
      action={
        <>
          <Button type="primary" loading={reload.isPending} onClick={() => reload.mutate()}>
            {t('shell:reload')}
          </Button>
          <Button href={paths.home()}>{t('shell:home')}</Button>
        </>
      }
    />
  );
}

function textOf(error: unknown, t: ReturnType<typeof useTranslation>['t']): string {
  if (error instanceof CallError) return tellProblem(t, error);
  return error instanceof Error ? `${t('shell:broken.text')} (${error.message})` : t('shell:broken.text');
}

/** The page's code did not come; each browser says so in its own words. */
const isUnloaded = (error: unknown): boolean =>
  (error instanceof CallError && error.problem.status === 0) ||
  (error instanceof TypeError && /dynamically imported|module script/i.test(error.message));

/** Only where the server answers again: the browser's own page would be a dead end. */
function useReload() {
  return useMutation({
    mutationFn: () => fetch('/healthz'),
    onSuccess: () => window.location.reload(),
  });
}
