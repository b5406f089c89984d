import { useTranslation } from 'react-i18next';
import type { Effect } from '#modules/care/playbook-contract.ts';
import { listSegments } from '#modules/segments/contract.ts';
import { read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { tagsRead } from '../customers/tag-reads.ts';

/** Segments whose members people choose by hand. */
export function useStaticSegments() {
  const may = useCan()(listSegments.permission);
  const rows = useRead(read(listSegments), { enabled: may }).data?.rows ?? [];
  return rows.filter(({ kind }) => kind === 'static');
}

/** What a playbook does at once, in a few words; what is gone is shown by its number. */
export function useEffectWords(): (effect: Effect) => string {
  const { t } = useTranslation();
  const segments = useStaticSegments();
  const tags = useRead(tagsRead).data?.rows ?? [];
  return (effect) => {
    switch (effect.do) {
      case 'tag': {
        const tag = tags.find(({ tagId }) => tagId === effect.tagId);
        return t('care:effects.said.tag', { name: tag?.name ?? `#${effect.tagId}` });
      }
      case 'segment': {
        const segment = segments.find(({ segmentId }) => segmentId === effect.segmentId);
        return t('care:effects.said.segment', { name: segment?.name ?? `#${effect.segmentId}` });
      }
      case 'rhythm':
        return t('care:effects.said.rhythm', { count: effect.everyDays, days: effect.forDays });
      default:
        return t('care:effects.said.owner');
    }
  };
}
