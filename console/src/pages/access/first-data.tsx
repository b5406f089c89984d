import { Button, Spin } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { getStart } from '#modules/access/contract.ts';
import { loadDemo } from '#modules/demo/contract.ts';
import { ImportButton } from '../../components/import-button.tsx';
import { paths } from '../../paths.ts';
import { queryClient, useSend } from '../../query.ts';
import { useCan, useStart } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './first-data.module.css';

/** After the first run: where customers come from. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  return (
    <Page title={t('access:first_data.title')} note={t('access:first_data.note')} narrow>
      <div className={styles.ways}>
        <Section title={t('access:first_data.import')}>
          <p className={styles.text}>{t('access:first_data.import_text')}</p>
          <ImportButton />
        </Section>
        {can(loadDemo.permission) && <Demo />}
      </div>
      <div>
        <Button type="link" onClick={() => void navigate(paths.home())}>
          {t('access:first_data.later')}
        </Button>
      </div>
    </Page>
  );
}

/** The brand comes in as one piece, so there is nothing to see before it is there. */
function Demo() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { demo } = useStart();
  const load = useSend(loadDemo, { ends: [] });
  const waiting = load.isSuccess && !demo;
  usePollStart(waiting);
  useEffect(() => {
    if (load.isSuccess && demo) void arrive(() => navigate(paths.home()));
  }, [load.isSuccess, demo, navigate]);
  return (
    <Section title={t('access:first_data.demo')}>
      <p className={styles.text}>{t('access:first_data.demo_text')}</p>
      {load.error && <ProblemNote error={load.error} />}
      {waiting ? (
        <p role="status">
          <Spin size="small" /> {t('access:first_data.loading')}
        </p>
      ) : (
        <Button loading={load.isPending} onClick={() => load.mutate({})}>
          {t('access:first_data.load')}
        </Button>
      )}
    </Section>
  );
}

const POLL_MS = 2_000;

function usePollStart(on: boolean): void {
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => void queryClient.invalidateQueries({ queryKey: [getStart.path] }), POLL_MS);
    return () => clearInterval(timer);
  }, [on]);
}

/** The house has another name, stores and people now: nothing known before holds. */
async function arrive(goHome: () => void | Promise<void>): Promise<void> {
  await queryClient.invalidateQueries();
  await goHome();
}
