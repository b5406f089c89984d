import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { tellProblem } from '../problem.ts';

/** For buttons that stand alone: what was refused is said over the page, and nothing seems to have happened. */
export function useTellRefusal(): (error: unknown) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return useCallback((error: unknown) => void message.error(tellProblem(t, error)), [t, message]);
}
