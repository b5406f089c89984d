import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { listPeople, type listAudit } from '#modules/access/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { paths } from '../../paths.ts';
import { read, useRead } from '../../query.ts';

type Entry = ResultOf<typeof listAudit>['rows'][number];

/** Actions the house records, by their code; `terms:action.…` names them. */
export const auditedActions = [
  'customers.created',
  'customers.updated',
  'customers.owner_assigned',
  'customers.imported',
  'customers.relations_imported',
  'customers.exported',
  'customers.merged',
  'customers.unmerged',
  'customers.merge_rules_changed',
  'customers.erased',
  'customers.revealed',
  'customers.suppression_lifted',
  'consents.granted',
  'consents.pending',
  'consents.refused',
  'consents.imported',
  'consent_texts.published',
  'privacy_requests.opened',
  'privacy_requests.changed',
  'privacy_requests.done',
  'privacy_requests.refused',
  'privacy_requests.copied',
  'privacy_requests.erasure_started',
  'privacy.settings_changed',
  'customers.tagged',
  'customers.tag_saved',
  'customers.tags_merged',
  'customers.tag_deleted',
  'customers.date_changed',
  'customers.term_removed',
  'customers.handed_over',
  'care.owners_given',
  'customers.field_saved',
  'customers.field_deleted',
  'customers.fields_ordered',
  'orders.imported',
  'orders.matched',
  'products.imported',
  'imports.apply_requested',
  'imports.cancel_requested',
  'imports.applied',
  'imports.undo_requested',
  'imports.undone',
  'keys.created',
  'keys.revoked',
  'webhooks.created',
  'webhooks.updated',
  'webhooks.removed',
  'webhooks.replayed',
  'people.created',
  'people.updated',
  'people.password_set',
  'people.second_factor_set_up',
  'people.second_factor_removed',
  'people.second_factor_reset',
  'people.backup_codes_renewed',
  'stores.saved',
  'teams.saved',
  'roles.scopes_changed',
  'roles.second_factor_changed',
  'organisation.changed',
  'scoring.rfm_changed',
  'scoring.lifecycle_changed',
];

/** An action without a name is shown by its code rather than hidden. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation();
  return useCallback((action: string) => t(`terms:action.${action}`, { defaultValue: action }), [t]);
}

/** People by their name; what the house did by itself by what it was doing. */
export function useActorName(): (entry: Entry) => string {
  const { t } = useTranslation();
  return useCallback(
    ({ actorKind, actorName }: Entry) =>
      actorKind !== 'system' ? actorName : t(`terms:actor.${actorName}`, { defaultValue: actorName }),
    [t],
  );
}

/** What was changed, with the way there. */
export function useSubject(): (entry: Entry) => ReactNode {
  const { t } = useTranslation();
  const people = useRead(read(listPeople)).data?.rows;
  return useCallback(
    ({ subjectType, subjectId, after }: Entry) => {
      const kind = t(`terms:subject.${subjectType}`, { defaultValue: subjectType });
      if (subjectId === null) return kind;
      if (subjectType === 'customer')
        return <Link to={paths.customer(Number(subjectId))}>{`${kind} ${subjectId}`}</Link>;
      const name = people?.find((person) => person.id === subjectId)?.name ?? after?.name;
      return `${kind} ${typeof name === 'string' ? name : subjectId}`;
    },
    [t, people],
  );
}
