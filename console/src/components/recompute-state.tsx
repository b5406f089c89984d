import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { getOverview, getRfmPicture } from '#modules/insights/contract.ts';
import { getRfmSettings, getState, recompute } from '#modules/scoring/contract.ts';
import { useFormat } from '../format.ts';
import { queryClient, read, useSend } from '../query.ts';
import { useCan } from '../session.ts';
import { ProblemNote } from '../ui/problem-note.tsx';

const ASK_AGAIN_MS = 1_500;
/** What shows scores, and is out of date when everybody has been judged anew. */
const SHOWN_SCORES = [getRfmPicture, getOverview, getRfmSettings];

function useScoringState() {
  const may = useCan()(getState.permission);
  const state = useQuery({
    ...read(getState),
    enabled: may,
    refetchInterval: (query) => (query.state.data && query.state.data.work !== 'idle' ? ASK_AGAIN_MS : false),
  });
  const runId = state.data?.lastRun?.runId;
  const seen = useRef(runId);
  useEffect(() => {
    if (seen.current !== undefined && runId !== seen.current) {
      for (const { path } of SHOWN_SCORES) void queryClient.invalidateQueries({ queryKey: [path] });
    }
    seen.current = runId;
  }, [runId]);
  return state;
}

/** When everybody was last judged, whether it is happening now, and the button to do it again. */
export function RecomputeState() {
  const { t } = useTranslation();
  const format = useFormat();
  const mayRecompute = useCan()(recompute.permission);
  const { data: state } = useScoringState();
  const again = useSend(recompute, { ends: [getState] });
  if (!state) return null;
  const busy = state.work === 'waiting' || state.work === 'running' || again.isPending;
  const run = state.lastRun;
  return (
    <div style={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: '8px 16px' }}>
      <span className="lk-soft" role="status">
        {busy
          ? t(`scoring:state.${state.work === 'waiting' ? 'waiting' : 'running'}`)
          : run
            ? t('scoring:state.last', {
                at: format.moment(run.finishedAt),
                trigger: t(`scoring:trigger.${run.trigger}`),
                customers: format.number(run.customers),
                changed: format.number(run.changed),
                seconds: format.number(run.seconds),
              })
            : t('scoring:state.never')}
      </span>
      {mayRecompute && (
        <Button icon={<ReloadOutlined />} size="small" loading={busy} onClick={() => again.mutate({})}>
          {t('scoring:recompute')}
        </Button>
      )}
      {state.work === 'failing' && state.error && (
        <span style={{ color: 'var(--lk-red)' }} role="alert">
          {t('scoring:state.failing', { error: state.error })}
        </span>
      )}
      {again.error && <ProblemNote error={again.error} />}
    </div>
  );
}
