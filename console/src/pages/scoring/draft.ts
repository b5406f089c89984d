import { useState } from 'react';
import { useAskBeforeLeaving } from '../../components/ask-before-leaving.ts';
import { isSame } from './same.ts';

/** Settings being changed: what is typed stays until it is saved or given up, and leaving with it asks first. */
export function useDraft<S>(saved: S) {
  const [draft, setDraft] = useState(saved);
  const dirty = !isSame(draft, saved);
  useAskBeforeLeaving(() => dirty);
  const change = (part: Partial<S>) => setDraft((current) => ({ ...current, ...part }));
  return { draft, dirty, change, setDraft };
}
