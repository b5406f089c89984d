import { useTranslation } from 'react-i18next';
import type { Batch } from '#modules/ingest/contract.ts';
import { CodeTag } from '../../ui/code-tag.tsx';

const COLORS: Record<Batch['state'], string> = {
  checking: 'var(--lk-amber)',
  checked: '#4a7fc1',
  applying: 'var(--lk-amber)',
  done: 'var(--lk-green)',
  failed: 'var(--lk-red)',
  cancelled: 'var(--lk-faint)',
  undoing: 'var(--lk-amber)',
  undone: 'var(--lk-faint)',
};

export function BatchState({ state }: { state: Batch['state'] }) {
  const { t } = useTranslation();
  return (
    <CodeTag code={state} color={COLORS[state]}>
      {t(`import:state.${state}`)}
    </CodeTag>
  );
}
