import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Actions the house records, by their code; `terms:action.…` names them. */
export const auditedActions = [
  'people.created',
  'people.updated',
  'people.password_set',
  'organisation.changed',
  'stores.saved',
  'customers.updated',
  'customers.owner_assigned',
  'orders.recorded',
  'orders.matched',
];

/** An action without a name is shown by its code rather than hidden. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation();
  return useCallback((action: string) => t(`terms:action.${action}`, { defaultValue: action }), [t]);
}

type Subject = { subjectType: string; subjectId: string | null };

export function useSubjectName(): (subject: Subject) => string {
  const { t } = useTranslation();
  return useCallback(
    ({ subjectType, subjectId }: Subject) =>
      [t(`terms:subject.${subjectType}`, { defaultValue: subjectType }), subjectId].filter(Boolean).join(' '),
    [t],
  );
}
