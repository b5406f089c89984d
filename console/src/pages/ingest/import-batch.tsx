import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, type LoaderFunctionArgs } from 'react-router';
import { listDuplicates } from '#modules/customers/duplicates-contract.ts';
import { applyBatch, cancelBatch, getBatch, listBatches } from '#modules/ingest/contract.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { useFormat } from '../../format.ts';
import { paths, withState } from '../../paths.ts';
import { prefetch, queryClient, read, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { BatchCounts } from './batch-counts.tsx';
import { BatchProgress } from './batch-progress.tsx';
import { BatchState } from './batch-state.tsx';
import type { BatchWire } from './batch-wire.ts';
import { writeChoice } from './mapping.ts';
import { RowErrors } from './row-errors.tsx';
import { Samples } from './samples.tsx';
import { UndoButton, UndoneSection } from './undo.tsx';
import { WizardSteps } from './wizard-steps.tsx';

const ASK_AGAIN_MS = 800;

const batch = (batchId: number, language: string) =>
  read(getBatch, { params: { batchId }, query: { language: language === 'en' ? 'en' : 'zh-CN' } });

export const loader = ({ params }: LoaderFunctionArgs) =>
  prefetch(batch(Number(params['batchId']), document.documentElement.lang));

export const handle = { permission: getBatch.permission };

const WORKING: ReadonlySet<string> = new Set(['checking', 'applying', 'undoing']);
const isWorking = ({ state }: Pick<BatchWire, 'state'>): boolean => WORKING.has(state);

export function Component() {
  const { t, i18n } = useTranslation();
  const batchId = Number(useParams()['batchId']);
  const query = useQuery({
    ...batch(batchId, i18n.language),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? ASK_AGAIN_MS : false),
  });
  const state = query.data?.state;
  useEffect(() => {
    // What was imported or undone shows everywhere: whatever was read before is out of date.
    if (state === 'done' || state === 'undone') {
      void queryClient.invalidateQueries({ predicate: ({ queryKey: [path] }) => path !== getBatch.path });
    }
  }, [state]);
  return (
    <Page
      title={query.data?.fileName ?? t('import:batch.title')}
      note={query.data && <Note batch={query.data} />}
      actions={<ButtonLink to={paths.imports()}>{t('import:list.title')}</ButtonLink>}
    >
      <Shown query={query} lines={10}>
        {(data) => <Stage batch={data} />}
      </Shown>
    </Page>
  );
}

function Note({ batch: { kind, source, state, policy, matchBy, createdBy, createdAt } }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <BatchState state={state} /> · {t(`import:kind.${kind}`)} · {t('import:batch.source', { source })}
      {policy && ` · ${t(`import:policy.${policy}`)}`}
      {matchBy && ` · ${t(`import:match.${matchBy}`)}`} · {createdBy ? `${createdBy} · ` : ''}
      {format.moment(createdAt)}
    </>
  );
}

const STEP_OF = {
  checking: 'check',
  checked: 'check',
  applying: 'apply',
  done: 'done',
  failed: 'check',
  cancelled: 'check',
  undoing: 'done',
  undone: 'done',
} as const;

function Stage({ batch }: { batch: BatchWire }) {
  const { t } = useTranslation();
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <WizardSteps at={STEP_OF[batch.state]} failed={batch.state === 'failed'} />
      {isWorking(batch) && <Working batch={batch} />}
      {batch.state === 'checked' && <Checked batch={batch} />}
      {batch.state === 'checked' && batch.samples.length > 0 && <Samples batch={batch} />}
      {batch.state === 'done' && <Done batch={batch} />}
      {batch.state === 'undone' && <UndoneSection batch={batch} />}
      {batch.state === 'failed' && <Failed batch={batch} />}
      {batch.state === 'cancelled' && (
        <Alert
          type="info"
          showIcon
          title={t('import:batch.cancelled')}
          description={t('import:batch.cancelled_text')}
          action={<MapAgain batch={batch} />}
        />
      )}
      {batch.sampleErrors.length > 0 && <RowErrors batch={batch} />}
    </div>
  );
}

function Working({ batch }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const cancel = useSend(cancelBatch, { ends: [getBatch, listBatches] });
  return (
    <Section>
      <BatchProgress batch={batch}>
        {cancel.error && <ProblemNote error={cancel.error} />}
        <div style={{ display: 'flex', alignItems: 'center', gap: 16, marginTop: 16 }}>
          <Button loading={cancel.isPending} onClick={() => cancel.mutate({ params: { batchId: batch.batchId } })}>
            {t('import:stop')}
          </Button>
          <span className="lk-soft">{t(`import:batch.${batch.state}_note`)}</span>
        </div>
      </BatchProgress>
    </Section>
  );
}

function Checked({ batch }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const params = { batchId: batch.batchId };
  const apply = useSend(applyBatch, { ends: [getBatch, listBatches] });
  const cancel = useSend(cancelBatch, { ends: [getBatch, listBatches] });
  const good = (batch.counts['rows'] ?? 0) - (batch.counts['invalid'] ?? 0);
  return (
    <Section title={t('import:batch.foreseen')} note={t('import:batch.foreseen_note')}>
      <BatchCounts counts={batch.counts} />
      {(apply.error ?? cancel.error) && <ProblemNote error={apply.error ?? cancel.error} />}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 20 }}>
        <Button
          type="primary"
          size="large"
          disabled={good <= 0}
          loading={apply.isPending}
          onClick={() => apply.mutate({ params })}
        >
          {t('import:batch.apply')}
        </Button>
        <MapAgain batch={batch} size="large" />
        <Button size="large" type="text" loading={cancel.isPending} onClick={() => cancel.mutate({ params })}>
          {t('import:batch.discard')}
        </Button>
      </div>
    </Section>
  );
}

function Done({ batch }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const unmatched = batch.counts['unmatched'] ?? 0;
  const opensDuplicates = useCan()(listDuplicates.permission);
  return (
    <Section title={t('import:batch.done')} note={t('import:batch.done_note')} actions={<UndoButton batch={batch} />}>
      {batch.error && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 16 }}
          title={t('import:undo.failed')}
          description={t(`problems:${batch.error.code}`, { defaultValue: batch.error.detail })}
        />
      )}
      <BatchCounts counts={batch.counts} />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 20 }}>
        {unmatched > 0 && <ButtonLink to={paths.unmatchedOrders()}>{t('import:batch.to_unmatched')}</ButtonLink>}
        {(batch.counts['alike'] ?? 0) > 0 && opensDuplicates && (
          <ButtonLink to={paths.duplicates()}>{t('duplicates:title')}</ButtonLink>
        )}
        <ButtonLink to={paths.importNew()}>{t('import:list.new')}</ButtonLink>
        <ButtonLink to={paths.customers()}>{t('import:batch.to_customers')}</ButtonLink>
        <ButtonLink type="primary" to={paths.rfm()}>
          {t('import:batch.to_rfm')}
        </ButtonLink>
      </div>
    </Section>
  );
}

function Failed({ batch }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const known = t(`problems:${batch.error?.code ?? ''}`, { defaultValue: '' });
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={known || t('import:batch.failed')}
      description={
        <>
          {t('import:batch.nothing_stored')}
          {!known && <div className="lk-faint">{batch.error?.detail}</div>}
        </>
      }
      action={<MapAgain batch={batch} />}
    />
  );
}

/** Back to the columns with everything as it was chosen for this batch. */
function MapAgain({ batch, size }: { batch: BatchWire; size?: 'large' }) {
  const { t } = useTranslation();
  const { layout } = batch;
  const to = withState(paths.importFile(batch.uploadId), {
    kind: batch.kind,
    source: batch.source,
    encoding: layout.encoding ?? undefined,
    delimiter: layout.delimiter ?? undefined,
    sheet: layout.sheet ?? undefined,
    headerRow: layout.headerRow === null ? 'none' : String(layout.headerRow),
    policy: batch.policy ?? undefined,
    matchBy: batch.matchBy ?? undefined,
    col: batch.mapping.map((entry) =>
      writeChoice({ ...entry, dateOrder: entry.dateOrder ?? null, decimalMark: entry.decimalMark ?? null }),
    ),
  });
  return (
    <ButtonLink to={to} {...(size && { size })}>
      {t('import:batch.map_again')}
    </ButtonLink>
  );
}
