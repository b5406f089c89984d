/** One segment: what it means, who is in, how it came to be, and how it stands beside another. */
import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, type LoaderFunctionArgs } from 'react-router';
import { getSegment, listSegments } from '#modules/segments/contract.ts';
import { getHistory } from '#modules/segments/history-contract.ts';
import { listMembers } from '#modules/segments/members-contract.ts';
import { getSummary } from '#modules/segments/summary-contract.ts';
import { NotFound } from '../../components/not-found.tsx';
import { vocabularyRead } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { statusOf } from '../../problem.ts';
import { endReads, prefetch, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { useUrlState } from '../../url-state.ts';
import { Comparison } from './comparison.tsx';
import { History } from './history.tsx';
import { Trouble } from './list.tsx';
import { Members } from './members.tsx';
import { segmentRead, summaryRead, type SegmentRow } from './reads.ts';
import { SegmentActions } from './segment-actions.tsx';
import { Summary } from './summary.tsx';

export function loader({ params }: LoaderFunctionArgs): null {
  const segmentId = Number(params.segmentId);
  prefetch(vocabularyRead);
  prefetch(summaryRead(segmentId));
  return prefetch(segmentRead(segmentId));
}

export const handle = { permission: getSegment.permission };

export function Component() {
  const segmentId = Number(useParams().segmentId);
  const segment = useEvaluated(segmentId);
  if ([404, 422].includes(statusOf(segment.error) ?? 0)) return <NotFound />;
  return (
    <Shown query={segment} lines={12}>
      {(known) => <Whole segment={known} />}
    </Shown>
  );
}

const ASK_AGAIN_MS = 1_000;

/** Asked again while an evaluation waits; when it is through, the members are others. */
function useEvaluated(segmentId: number) {
  const segment = useQuery({
    ...segmentRead(segmentId),
    refetchInterval: ({ state: { data } }) => (data?.evaluation.waiting ? ASK_AGAIN_MS : false),
  });
  const evaluatedAt = segment.data?.evaluation.at;
  const before = useRef(evaluatedAt);
  useEffect(() => {
    if (before.current !== undefined && before.current !== evaluatedAt)
      void endReads([listMembers, getHistory, getSummary, listSegments]);
    before.current = evaluatedAt;
  }, [evaluatedAt]);
  return segment;
}

const urlDefaults = { tab: 'summary', with: '', after: '' };

function Whole({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation();
  const can = useCan();
  const [state, setState] = useUrlState(urlDefaults);
  const { segmentId } = segment;
  const wide = can(getHistory.permission);
  const tabs = [
    { key: 'summary', label: t('segments:tab.summary'), children: <Glance segment={segment} /> },
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
    <Page title={segment.name} note={segment.note} actions={<SegmentActions segment={segment} />}>
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

/** Before the first evaluation there is nobody to look at. */
function Glance({ segment: { segmentId, size } }: { segment: SegmentRow }) {
  const { t } = useTranslation();
  const summary = useRead(summaryRead(segmentId), { enabled: size !== null });
  if (size === null)
    return (
      <Section>
        <EmptyState title={t('segments:not_yet')} text={t('segments:not_yet_text')} />
      </Section>
    );
  return (
    <Shown query={summary} lines={12}>
      {(data) => <Summary summary={data} filters={[`segments.segment:is:${segmentId}`]} />}
    </Shown>
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
      <p className="lk-sentence" style={{ fontSize: 15 }}>
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
                {evaluation.waiting ? t('segments:waiting') : evaluation.at && format.moment(evaluation.at)}
              </span>
            }
            {...(evaluation.seconds !== null && {
              note: t('segments:took', { seconds: format.number(evaluation.seconds) }),
            })}
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
