import { App } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { isSame } from './same.ts';

/** Settings being changed: what is typed stays until it is saved or given up, and leaving with it asks first. */
export function useDraft<S>(saved: S) {
  const [draft, setDraft] = useState(saved);
  const dirty = !isSame(draft, saved);
  useAskBeforeLeaving(dirty);
  const change = (part: Partial<S>) => setDraft((current) => ({ ...current, ...part }));
  return { draft, dirty, change, setDraft };
}

function useAskBeforeLeaving(dirty: boolean): void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  const asked = useRef(false);
  useEffect(() => {
    if (blocker.state !== 'blocked' || asked.current) return;
    asked.current = true;
    modal.confirm({
      title: t('shell:form.discard'),
      okText: t('shell:form.discard_ok'),
      cancelText: t('shell:form.keep'),
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
      afterClose: () => {
        asked.current = false;
      },
    });
  }, [blocker, modal, t]);
}
