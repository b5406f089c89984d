/** One segment: what it means, who is in, how it came to be, and how it stands beside another. */
import { App, Button, Tabs } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, type LoaderFunctionArgs } from 'react-router';
import { deleteSegment, evaluateSegment, getSegment, listSegments, updateSegment } from '#modules/segments/contract.ts';
import { getHistory } from '#modules/segments/history-contract.ts';
import { exportMembers } from '#modules/segments/members-contract.ts';
import { listCustomers } from '#modules/customers/contract.ts';
import { call } from '../../call.ts';
import { listOf } from '../../components/behind.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { ExportButton } from '../../components/export-button.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { statusOf } from '../../problem.ts';
import { prefetch, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { useUrlState } from '../../url-state.ts';
import { Comparison } from './comparison.tsx';
import { History } from './history.tsx';
import { Evaluated, Trouble } from './list.tsx';
import { Members } from './members.tsx';
import { segmentRead, type SegmentRow } from './reads.ts';

export const loader = ({ params }: LoaderFunctionArgs) => prefetch(segmentRead(Number(params.segmentId)));

export const handle = { permission: getSegment.permission };

export function Component() {
  const segmentId = Number(useParams().segmentId);
  const segment = useRead(segmentRead(segmentId));
  if ([404, 422].includes(statusOf(segment.error) ?? 0)) return <NotFound />;
  return (
    <Shown query={segment} lines={12}>
      {(known) => <Whole segment={known} />}
    </Shown>
  );
}

const urlDefaults = { tab: 'members', with: '', after: '' };

function Whole({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation();
  const can = useCan();
  const [state, setState] = useUrlState(urlDefaults);
  const { segmentId } = segment;
  const wide = can(getHistory.permission);
  const tabs = [
    { key: 'members', label: t('segments:tab.members'), children: <Members segment={segment} after={state.after} /> },
    ...(wide
      ? [
          { key: 'history', label: t('segments:tab.history'), children: <History segmentId={segmentId} /> },
          {
            key: 'compare',
            label: t('segments:tab.compare'),
            children: (
              <Comparison
                segmentId={segmentId}
                otherId={Number(state.with) || null}
                onChoose={(id) => setState({ with: String(id) })}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <Page title={segment.name} note={segment.note} actions={<Actions segment={segment} />}>
      <Section>
        <About segment={segment} />
      </Section>
      <Tabs
        tabBarStyle={{ marginBottom: 16 }}
        activeKey={state.tab}
        destroyOnHidden
        onChange={(tab) => setState({ tab, after: '' })}
        items={tabs}
      />
    </Page>
  );
}

function About({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const { evaluation } = segment;
  const old = evaluation.version !== null && evaluation.version !== segment.version;
  return (
    <>
      <p style={{ fontSize: 15 }}>
        {segment.sentence ? name(segment.sentence) : t('segments:by_hand')} <Trouble segment={segment} />
      </p>
      <div style={{ marginTop: 12 }}>
        <Stats>
          <Stat
            label={t('segments:size')}
            value={segment.size === null ? null : format.number(segment.size)}
            note={old ? t('segments:old_version', { version: evaluation.version }) : t(`segments:kind.${segment.kind}`)}
          />
          <Stat
            label={t('segments:evaluated')}
            value={
              <span style={{ fontSize: 14 }}>
                <Evaluated evaluation={evaluation} />
              </span>
            }
          />
          <Stat
            label={t('segments:version')}
            value={format.number(segment.version)}
            note={t('segments:made_by', { name: segment.createdBy })}
          />
          {segment.priority && (
            <Stat label={t('segments:priority')} value={t(`segments:priorities.${segment.priority}`)} />
          )}
        </Stats>
      </div>
    </>
  );
}

function Actions({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const { modal, message } = App.useApp();
  const { segmentId } = segment;
  const remove = useSend(deleteSegment, {
    ends: [listSegments],
    onDone: () => {
      void message.success(t('segments:deleted'));
      void navigate(paths.segments());
    },
  });
  const again = useSend(evaluateSegment, {
    ends: [getSegment, listSegments],
    onDone: () => void message.info(t('segments:asked')),
  });
  const ask = () =>
    modal.confirm({
      title: t('segments:delete_sure', { name: segment.name }),
      content: t('segments:delete_note'),
      okText: t('segments:delete'),
      okButtonProps: { danger: true },
      cancelText: t('shell:form.cancel'),
      onOk: () => remove.mutate({ params: { segmentId } }),
    });
  const used = segment.usedBy.length > 0;
  return (
    <>
      {remove.error && <ProblemNote error={remove.error} />}
      {can(listCustomers.permission) && (
        <ButtonLink to={listOf([`segments.segment:is:${segmentId}`])}>{t('segments:in_list')}</ButtonLink>
      )}
      {can(exportMembers.permission) && (
        <ExportButton
          take={(reason) => call(exportMembers, { params: { segmentId }, query: { reason } })}
          fileName={`${segment.name}-${dayjs().format('YYYY-MM-DD')}.csv`}
        />
      )}
      {can(deleteSegment.permission) && (
        <Button danger disabled={used} title={used ? t('segments:in_use') : ''} onClick={ask}>
          {t('segments:delete')}
        </Button>
      )}
      {segment.kind === 'dynamic' && can(evaluateSegment.permission) && (
        <Button loading={again.isPending} onClick={() => again.mutate({ params: { segmentId } })}>
          {t('segments:evaluate')}
        </Button>
      )}
      {segment.kind === 'dynamic' && can(updateSegment.permission) && (
        <ButtonLink type="primary" to={paths.segmentEdit(segmentId)}>
          {t('segments:edit')}
        </ButtonLink>
      )}
    </>
  );
}
