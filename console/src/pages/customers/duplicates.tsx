import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useNavigate, type LoaderFunctionArgs } from 'react-router';
import { getCustomer, listCustomers } from '#modules/customers/contract.ts';
import {
  getDuplicateSettings,
  getDuplicateState,
  listDuplicates,
  mergeExactDuplicates,
  scanDuplicates,
} from '#modules/customers/duplicates-contract.ts';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useTellRefusal } from '../../components/tell-refusal.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { DuplicateGroupCard } from './duplicate-group.tsx';
import { DuplicateState, useDuplicateState } from './duplicate-state.tsx';
import styles from './duplicates.module.css';

const urlDefaults = { show: 'all', after: '' };
type State = { show: string; after: string };

const EXACT: Record<string, 'yes' | 'no' | undefined> = { exact: 'yes', similar: 'no' };

const groupsRead = ({ show, after }: State) =>
  read(listDuplicates, { query: { exact: EXACT[show], after: after || undefined } });

export const loader = ({ request }: LoaderFunctionArgs): null => prefetch(groupsRead(stateOf(urlDefaults, request)));

export const handle = { permission: listDuplicates.permission };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  const [state, setState] = useUrlState(urlDefaults);
  const groups = useRead(groupsRead(state), { keep: true });
  return (
    <Page
      title={t('duplicates:title')}
      note={t('duplicates:note')}
      actions={
        <>
          {can(getDuplicateSettings.permission) && (
            <Button onClick={() => void navigate(paths.duplicateSettings())}>{t('duplicates:settings.title')}</Button>
          )}
          <ScanButton />
        </>
      }
    >
      <DuplicateState />
      <div className={styles.bar}>
        <Segmented
          aria-label={t('duplicates:show')}
          value={state.show}
          options={['all', 'exact', 'similar'].map((value) => ({ value, label: t(`duplicates:${value}`) }))}
          onChange={(show) => setState({ show, after: '' })}
        />
        {state.show === 'exact' && <MergeExact />}
      </div>
      <Shown query={groups} lines={12}>
        {({ rows, next, total }) =>
          rows.length === 0 ? (
            <Section>
              <Nothing filtered={state.show !== 'all'} />
            </Section>
          ) : (
            <>
              <div className={styles.groups}>
                {rows.map((group) => (
                  <DuplicateGroupCard key={group.groupId} group={group} />
                ))}
              </div>
              <KeysetPager next={next} total={total} />
            </>
          )
        }
      </Shown>
      <Outlet />
    </Page>
  );
}

function ScanButton() {
  const { t } = useTranslation();
  const may = useCan()(scanDuplicates.permission);
  const { data } = useDuplicateState();
  const scan = useSend(scanDuplicates, { ends: [getDuplicateState], onRefused: useTellRefusal() });
  if (!may) return null;
  const busy = data?.waiting === true || data?.scan?.state === 'running';
  return (
    <Button type="primary" disabled={busy || scan.isPending} onClick={() => scan.mutate({})}>
      {t(data?.scan ? 'duplicates:scan.again' : 'duplicates:scan.first')}
    </Button>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  const { data } = useDuplicateState();
  const kind = filtered ? 'none_filtered' : data?.scan ? 'none' : 'none_yet';
  return (
    <EmptyState
      title={t(`duplicates:${kind}`)}
      text={t(`duplicates:${kind}_text`)}
      action={kind === 'none_yet' ? <ScanButton /> : null}
    />
  );
}

/** A few groups per call, so that it shows how far it is and ends when the page is left. */
function MergeExact() {
  const { t } = useTranslation();
  const can = useCan();
  const { message, modal } = App.useApp();
  const [merged, setMerged] = useState<number | null>(null);
  const allowed = can(getDuplicateSettings.permission);
  const settings = useRead(read(getDuplicateSettings), { enabled: allowed });
  const merge = useSend(mergeExactDuplicates, {
    ends: [listDuplicates, getDuplicateState, listCustomers, getCustomer],
    onDone: (result) => {
      const count = (merged ?? 0) + result.groups;
      if (result.groups > 0 && result.left > 0) {
        setMerged(count);
        merge.mutate({});
        return;
      }
      setMerged(null);
      void message.success(t('duplicates:bulk.done', { count }));
    },
  });
  if (!allowed || !settings.data?.mergeExactInBulk) return null;
  const ask = () =>
    modal.confirm({
      title: t('duplicates:bulk.title'),
      content: t('duplicates:bulk.text'),
      okText: t('duplicates:merge'),
      cancelText: t('shell:form.cancel'),
      onOk: () => merge.mutate({}),
    });
  return (
    <>
      <Button onClick={ask} loading={merge.isPending}>
        {merged === null ? t('duplicates:bulk.button') : t('duplicates:bulk.running', { count: merged })}
      </Button>
      {merge.error && <ProblemNote error={merge.error} />}
    </>
  );
}
