import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { useTaskWords } from '../care/task-words.ts';

/** As `tasks/timeline.ts` tells it. */
export type TaskDetail = {
  state: 'open' | 'done' | 'cancelled' | 'expired';
  kind: string;
  title: { zh: string; en: string };
  reason: { zh: string; en: string } | null;
  templateCode: string | null;
  dueAt: string;
  outcome: string | null;
  reasonCode: string | null;
  notes: string | null;
  closedByName: string | null;
};

/** A task as the timeline says it: what was to be done and why, and how it stands or ended. */
export function useTaskWordsOnTimeline(): (detail: TaskDetail) => { title: string; note: string } {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const { outcomeName, reasons } = useTaskWords();
  return (detail) => {
    const { state, templateCode, kind, outcome, closedByName, reasonCode } = detail;
    const ended =
      state === 'open'
        ? t('care:timeline.open', { at: format.date(detail.dueAt) })
        : state === 'done'
          ? t('care:timeline.done', {
              name: closedByName ?? '–',
              outcome: outcome ? outcomeName(templateCode, kind, outcome) : '–',
            })
          : t(`care:timeline.${state}`);
    const reason = reasons.find(({ code }) => code === reasonCode);
    return {
      title: `${t('customers:kind.task')} · ${name(detail.title)}`,
      note: [ended, reason && name(reason), detail.notes, detail.reason && name(detail.reason)]
        .filter(Boolean)
        .join(' · '),
    };
  };
}
