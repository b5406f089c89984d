import { PlusOutlined, WarningOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Table, Tag, Tooltip, type TableColumnsType } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { createSegment, listSegments } from '#modules/segments/contract.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { prefetch } from '../../query.ts';
import { useCan } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { useUrlState } from '../../url-state.ts';
import { segmentsRead, type SegmentRow } from './reads.ts';
import { Sparkline } from './sparkline.tsx';
import { Templates } from './templates.tsx';
import styles from './list.module.css';

const ASK_AGAIN_MS = 2_000;

export const loader = () => prefetch(segmentsRead);

export const handle = { permission: listSegments.permission };

function useColumns(): TableColumnsType<SegmentRow> {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return useMemo(
    () => [
      {
        title: t('segments:name'),
        key: 'name',
        render: (_, segment) => (
          <>
            <Link to={paths.segment(segment.segmentId)}>
              <b>{segment.name}</b>
            </Link>{' '}
            {segment.kind !== 'dynamic' && <Tag>{t(`segments:kind.${segment.kind}`)}</Tag>}
            <Trouble segment={segment} />
            {segment.sentence && <div className="lk-soft lk-sentence">{name(segment.sentence)}</div>}
            <UsedBy usedBy={segment.usedBy} />
          </>
        ),
      },
      {
        title: t('segments:size'),
        key: 'size',
        width: 110,
        align: 'right',
        sorter: (a, b) => (a.size ?? -1) - (b.size ?? -1),
        render: (_, { size }) => (size === null ? <Blank /> : format.number(size)),
      },
      {
        title: t('segments:change'),
        key: 'change',
        width: 160,
        render: (_, { recent }) => <Change recent={recent} />,
      },
      {
        title: t('segments:priority'),
        key: 'priority',
        width: 90,
        sorter: (a, b) => (a.priority ?? 9) - (b.priority ?? 9),
        render: (_, { priority }) => (priority ? t(`segments:priorities.${priority}`) : <Blank />),
      },
      {
        title: t('segments:evaluated'),
        key: 'evaluated',
        width: 164,
        render: (_, { evaluation }) => <Evaluated evaluation={evaluation} />,
      },
    ],
    [t, format, name],
  );
}

function UsedBy({ usedBy }: Pick<SegmentRow, 'usedBy'>) {
  const { t } = useTranslation();
  if (usedBy.length === 0) return null;
  return (
    <div className="lk-faint">
      {t('segments:used_by')}{' '}
      {usedBy.map((one, n) => (
        <span key={one.segmentId}>
          {n > 0 && t('shell:list_comma')}
          <Link to={paths.segment(one.segmentId)}>{one.name}</Link>
        </span>
      ))}
    </div>
  );
}

export function Trouble({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation();
  const said = segment.broken ?? segment.evaluation.error?.detail;
  if (!said) return null;
  return (
    <Tooltip title={said}>
      <Tag color="error" icon={<WarningOutlined />}>
        {t(segment.broken ? 'segments:broken' : 'segments:failed')}
      </Tag>
    </Tooltip>
  );
}

function Change({ recent }: { recent: readonly number[] }) {
  const format = useFormat();
  const [first, last] = [recent[0], recent.at(-1)];
  if (first === undefined || last === undefined || recent.length < 2) return <Blank />;
  const change = last - first;
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>
      <Sparkline values={recent} />
      <span className="lk-soft">
        {change > 0 ? '+' : ''}
        {format.number(change)}
      </span>
    </span>
  );
}

function Evaluated({ evaluation }: Pick<SegmentRow, 'evaluation'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (evaluation.waiting) return <span className="lk-soft">{t('segments:waiting')}</span>;
  if (!evaluation.at) return <Blank />;
  return (
    <>
      {format.moment(evaluation.at)}
      {evaluation.seconds !== null && (
        <div className="lk-faint">{t('segments:took', { seconds: format.number(evaluation.seconds) })}</div>
      )}
    </>
  );
}

const urlDefaults = { q: '', kind: '' };
const KINDS = ['dynamic', 'snapshot', 'static'] as const;
const ROWS_A_PAGE = 50;

export function Component() {
  const { t } = useTranslation();
  const can = useCan();
  const found = useQuery({
    ...segmentsRead,
    refetchInterval: ({ state: { data } }) =>
      data?.rows.some(({ evaluation }) => evaluation.waiting) ? ASK_AGAIN_MS : false,
  });
  const add = can(createSegment.permission) && (
    <ButtonLink to={paths.segmentNew()} type="primary" icon={<PlusOutlined />}>
      {t('segments:builder.new')}
    </ButtonLink>
  );
  return (
    <Page title={t('segments:title')} note={t('segments:note')} actions={add}>
      <Section flush>
        <Shown query={found} lines={10}>
          {({ rows }) => <Found rows={rows} add={add} />}
        </Shown>
      </Section>
      {can(createSegment.permission) && (
        <Section>
          <Templates />
        </Section>
      )}
    </Page>
  );
}

function Found({ rows, add }: { rows: readonly SegmentRow[]; add: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = useColumns();
  const [state, setState] = useUrlState(urlDefaults);
  const shown = useMatching(rows, state);
  const clear = <Button onClick={() => setState({ q: '', kind: '' })}>{t('segments:clear')}</Button>;
  return (
    <>
      {rows.length > 0 && (
        <div className={styles.find}>
          <Input.Search
            allowClear
            defaultValue={state.q}
            placeholder={t('segments:search')}
            aria-label={t('segments:search')}
            onChange={({ target }) => setState({ q: target.value })}
            className={styles.search ?? ''}
          />
          <Segmented
            aria-label={t('segments:kind_label')}
            value={state.kind}
            onChange={(kind) => setState({ kind })}
            options={[
              { value: '', label: t('segments:every_kind') },
              ...KINDS.map((kind) => ({ value: kind, label: t(`segments:kind.${kind}`) })),
            ]}
          />
          <span className="lk-soft">{t('segments:total', { number: format.number(shown.length) })}</span>
        </div>
      )}
      <Table<SegmentRow>
        rowKey="segmentId"
        columns={columns}
        dataSource={shown}
        pagination={shown.length > ROWS_A_PAGE && { pageSize: ROWS_A_PAGE, showSizeChanger: false }}
        scroll={{ x: 900 }}
        locale={{
          emptyText:
            rows.length > 0 ? (
              <EmptyState title={t('segments:none_found')} text={t('segments:none_found_text')} action={clear} />
            ) : (
              <EmptyState title={t('segments:empty')} text={t('segments:empty_text')} action={add} />
            ),
        }}
      />
    </>
  );
}

/** Words are looked for in what people read: name, purpose, the definition as a sentence. */
function useMatching(rows: readonly SegmentRow[], { q, kind }: typeof urlDefaults): SegmentRow[] {
  const name = useName();
  return useMemo(() => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter((row) => {
      const text = [row.name, row.note, row.sentence && name(row.sentence)].join(' ').toLowerCase();
      return (kind === '' || row.kind === kind) && words.every((word) => text.includes(word));
    });
  }, [rows, q, kind, name]);
}
