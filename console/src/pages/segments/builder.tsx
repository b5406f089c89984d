/** Makes a segment, or changes one: name and kind, the conditions, and beside them what they come to. */
import { App, Button, Form, Input, Radio, Select } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import {
  createSegment,
  getSegment,
  listSegments,
  updateSegment,
  type SegmentKind,
  type WireGroup,
} from '#modules/segments/contract.ts';
import { getHistory } from '#modules/segments/history-contract.ts';
import { useAskBeforeLeaving } from '../../components/ask-before-leaving.ts';
import { NotFound } from '../../components/not-found.tsx';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { statusOf } from '../../problem.ts';
import { prefetch, useRead, useSend } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { GroupEditor } from './definition-editor.tsx';
import { definitionOf, definitionOfFilters, draftOf, emptyGroup } from './draft.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { rulesRead, segmentRead, templatesRead, type RuleKindRow, type SegmentRow } from './reads.ts';
import { Templates } from './templates.tsx';
import styles from './builder.module.css';

export function loader(): null {
  prefetch(templatesRead);
  return prefetch(rulesRead);
}

export const handle = { permission: createSegment.permission };

export function Component() {
  const { segmentId } = useParams();
  return segmentId ? <Known segmentId={Number(segmentId)} /> : <New />;
}

function Known({ segmentId }: { segmentId: number }) {
  const segment = useRead(segmentRead(segmentId));
  const rules = useRead(rulesRead);
  if ([404, 422].includes(statusOf(segment.error) ?? 0)) return <NotFound />;
  return (
    <Shown query={segment} lines={10}>
      {(known) => (
        <Shown query={rules} lines={10}>
          {({ rows }) => <Builder key={known.version} rules={rows} segment={known} initial={known.definition} />}
        </Shown>
      )}
    </Shown>
  );
}

/** Opened from a list with its filters, from a template, as a copy of another, or with nothing. */
function New() {
  const [params] = useSearchParams();
  const { t } = useTranslation();
  const from = Number(params.get('from'));
  const name = useName();
  const copied = useRead(segmentRead(from), { enabled: from > 0 }).data;
  const rules = useRead(rulesRead);
  const templates = useRead(templatesRead);
  const template = templates.data?.rows.find(({ code }) => code === params.get('template'));
  const wanted = params.has('template');
  return (
    <Shown query={rules} lines={10}>
      {({ rows }) => {
        const types = new Map(rows.map((kind) => [kind.code, kind.slots[0]?.type ?? '']));
        const filters = params.getAll('filter');
        const initial =
          template?.definition ??
          copied?.definition ??
          (filters.length > 0 ? definitionOfFilters(filters, types) : null);
        if ((wanted && !templates.data) || (from > 0 && !copied)) return null;
        return (
          <Builder
            key={template?.code ?? copied?.segmentId ?? 'new'}
            rules={rows}
            segment={null}
            initial={initial}
            suggested={
              template
                ? { name: name(template.name), note: name(template.why) }
                : copied && { name: t('segments:copy_of', { name: copied.name }), note: copied.note ?? '' }
            }
          />
        );
      }}
    </Shown>
  );
}

type Values = { name: string; note?: string; kind: SegmentKind; priority?: number | null };
type Props = {
  rules: readonly RuleKindRow[];
  segment: SegmentRow | null;
  initial: WireGroup | null;
  suggested?: { name: string; note: string } | undefined;
};

const KINDS = ['dynamic', 'snapshot'] as const;

function Builder({ rules, segment, initial, suggested }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [draft, setDraft] = useState(() => (initial ? draftOf(initial) : emptyGroup()));
  const kinds = useMemo(() => new Map(rules.map((kind) => [kind.code, kind])), [rules]);
  const definition = definitionOf(draft);
  // Whom a snapshot holds, or somebody chose by hand, follows no conditions any more.
  const follows = !segment || segment.kind === 'dynamic';
  const ends = [listSegments, getSegment, getHistory];
  const [begun] = useState(() => JSON.stringify(definition));
  const [kept, setKept] = useState<number | null>(null);
  useAskBeforeLeaving(() => kept === null && JSON.stringify(definition) !== begun);
  useEffect(() => {
    if (kept !== null) void navigate(paths.segment(kept));
  }, [kept, navigate]);
  const done = (segmentId: number) => {
    void message.success(t('shell:saved'));
    setKept(segmentId);
  };
  const create = useSend(createSegment, { ends, onDone: ({ segmentId }) => done(segmentId) });
  const update = useSend(updateSegment, { ends, onDone: () => segment && done(segment.segmentId) });
  const save = ({ name, note, kind, priority }: Values) => {
    const about = { name, note: note || null, priority: priority ?? null };
    if (!segment) create.mutate({ body: { ...about, kind, definition } });
    else {
      const { segmentId, version } = segment;
      update.mutate({ params: { segmentId }, body: { ...about, version, ...(follows && { definition }) } });
    }
  };
  const error = create.error ?? update.error;
  return (
    <Page
      title={segment ? t('segments:builder.edit', { name: segment.name }) : t('segments:builder.new')}
      note={follows ? t('segments:builder.note') : null}
      narrow={!follows}
      actions={
        <>
          <Button onClick={() => void navigate(segment ? paths.segment(segment.segmentId) : paths.segments())}>
            {t('shell:form.cancel')}
          </Button>
          <Button
            type="primary"
            loading={create.isPending || update.isPending}
            disabled={follows && draft.items.length === 0}
            onClick={() => form.submit()}
          >
            {t('shell:save')}
          </Button>
        </>
      }
    >
      {error && <ProblemNote error={error} />}
      <div className={follows ? styles.columns : ''}>
        <div className={styles.main}>
          {follows && (
            <Section title={t('segments:builder.conditions')}>
              <GroupEditor group={draft} kinds={kinds} onChange={setDraft} />
              {draft.items.length === 0 && <Templates />}
            </Section>
          )}
          <Section title={t('segments:builder.about')}>
            <Form<Values>
              form={form}
              layout="vertical"
              requiredMark={false}
              initialValues={{
                name: segment?.name ?? suggested?.name ?? '',
                note: segment?.note ?? suggested?.note ?? '',
                kind: segment?.kind ?? 'dynamic',
                priority: segment?.priority ?? null,
              }}
              onFinish={save}
              scrollToFirstError
            >
              <Form.Item
                name="name"
                label={t('segments:name')}
                rules={[{ required: true, whitespace: true, message: t('segments:name_needed') }]}
              >
                <Input maxLength={80} />
              </Form.Item>
              <Form.Item name="note" label={t('segments:purpose')} extra={t('segments:purpose_note')}>
                <Input.TextArea maxLength={500} autoSize={{ minRows: 1, maxRows: 4 }} />
              </Form.Item>
              <Form.Item name="priority" label={t('segments:priority')} extra={t('segments:priority_note')}>
                <Select<number>
                  allowClear
                  placeholder={t('segments:priority_none')}
                  options={[1, 2, 3, 4, 5].map((value) => ({ value, label: t(`segments:priorities.${value}`) }))}
                />
              </Form.Item>
              {!segment && (
                <Form.Item name="kind" label={t('segments:kind_label')}>
                  <Radio.Group className={styles.kinds ?? ''}>
                    {KINDS.map((kind) => (
                      <Radio key={kind} value={kind}>
                        <b>{t(`segments:kind.${kind}`)}</b>
                        <small>{t(`segments:kind_note.${kind}`)}</small>
                      </Radio>
                    ))}
                  </Radio.Group>
                </Form.Item>
              )}
            </Form>
          </Section>
        </div>
        {follows && (
          <aside className={styles.side} aria-label={t('segments:preview.title')}>
            <PreviewPanel definition={definition} />
          </aside>
        )}
      </div>
    </Page>
  );
}
