import { UndoOutlined } from '@ant-design/icons';
import { Alert, Button, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { foreseeUndo, getBatch, listBatches, undoBatch } from '#modules/ingest/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import type { BatchWire } from './batch-wire.ts';
import styles from './undo.module.css';

type Foreseen = ResultOf<typeof foreseeUndo>;
type Undone = Pick<Foreseen, 'removed' | 'restored' | 'kept' | 'because'>;

/** Says what would happen before it asks. */
export function UndoButton({ batch: { batchId, undoable } }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const undo = useSend(undoBatch, { ends: [getBatch, listBatches], onDone: () => setOpen(false) });
  const foreseen = useRead(read(foreseeUndo, { params: { batchId } }), { enabled: open });
  if (!undoable || !can(undoBatch.permission)) return null;
  return (
    <>
      <Button icon={<UndoOutlined />} onClick={() => setOpen(true)}>
        {t('import:undo.title')}
      </Button>
      <Modal
        open={open}
        width={720}
        title={t('import:undo.title')}
        okText={t('import:undo.confirm')}
        okButtonProps={{ danger: true, disabled: !foreseen.data }}
        cancelText={t('shell:form.cancel')}
        confirmLoading={undo.isPending}
        onOk={() => undo.mutate({ params: { batchId } })}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p className={`lk-soft ${styles.rule}`}>{t('import:undo.rule')}</p>
        {undo.error && <ProblemNote error={undo.error} />}
        <Shown query={foreseen} lines={6}>
          {(data) => (
            <>
              <UndoCounts undone={data} />
              {data.later.length > 0 && <Later later={data.later} />}
            </>
          )}
        </Shown>
      </Modal>
    </>
  );
}

function Later({ later }: { later: Foreseen['later'] }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="info"
      showIcon
      className={styles.later ?? ''}
      title={
        <>
          {t('import:undo.later')}{' '}
          {later.map(({ batchId, fileName }, place) => (
            <span key={batchId}>
              {place > 0 && t('shell:list_comma')}
              <Link to={paths.importBatch(batchId)}>{fileName}</Link>
            </span>
          ))}
        </>
      }
    />
  );
}

/** What an import that was taken back took along, and what stayed. */
export function UndoneSection({ batch: { undone } }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!undone) return null;
  const at = format.moment(undone.at);
  return (
    <Section
      title={t('import:undo.done')}
      note={undone.by ? t('import:undo.done_by', { by: undone.by, at }) : t('import:undo.done_at', { at })}
    >
      <UndoCounts undone={undone} />
    </Section>
  );
}

/** The order in which the kinds of rows are told. */
const KINDS = [
  'customers',
  'orders',
  'unmatched',
  'interactions',
  'stays',
  'products',
  'values',
  'productValues',
  'identities',
  'tags',
  'dates',
  'relations',
];

function UndoCounts({ undone: { removed, restored, kept, because } }: { undone: Undone }) {
  const { t } = useTranslation();
  return (
    <div className={styles.groups}>
      <Group title={t('import:undo.removed')} counts={removed} none={t('import:undo.removed_none')} />
      <Group title={t('import:undo.restored')} counts={restored} none={t('import:undo.restored_none')} />
      <Group title={t('import:undo.kept')} counts={kept} none={t('import:undo.kept_none')}>
        <Because because={because} />
      </Group>
    </div>
  );
}

type GroupProps = { title: string; counts: Readonly<Record<string, number>>; none: string; children?: ReactNode };

function Group({ title, counts, none, children }: GroupProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = KINDS.filter((kind) => (counts[kind] ?? 0) > 0);
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      {said.length === 0 ? (
        <p className="lk-faint">{none}</p>
      ) : (
        <ul>
          {said.map((kind) => (
            <li key={kind}>
              {t(`import:undo.what.${kind}`, { count: counts[kind] ?? 0, shown: format.number(counts[kind] ?? 0) })}
            </li>
          ))}
        </ul>
      )}
      {children}
    </section>
  );
}

/** Why customers stay, the commonest reason first. */
function Because({ because }: { because: Undone['because'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reasons = Object.entries(because).toSorted(([, a], [, b]) => b - a);
  if (reasons.length === 0) return null;
  return (
    <>
      <p className={styles.why}>{t('import:undo.because_title')}</p>
      <ul className="lk-soft">
        {reasons.map(([what, count]) => (
          <li key={what}>
            {t(`import:undo.because.${what.replace('.', '_')}`, { defaultValue: t('import:undo.because.other') })}
            {' · '}
            {t('import:undo.what.customers', { count, shown: format.number(count) })}
          </li>
        ))}
      </ul>
    </>
  );
}
