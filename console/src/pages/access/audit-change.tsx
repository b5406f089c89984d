import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listPeople, listStores, role, type listAudit } from '#modules/access/contract.ts';
import { listTags } from '#modules/customers/tags-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { read, useRead } from '../../query.ts';
import { useQualityName } from '../customers/quality-fields.ts';
import styles from './audit-change.module.css';

type Entry = Pick<ResultOf<typeof listAudit>['rows'][number], 'before' | 'after' | 'subjectType'>;

const SHOWN = 6;
/** Told by the subject already, or by the name beside it. */
const UNTOLD = new Set([
  'id',
  'customerId',
  'storeId',
  'teamId',
  'ownerName',
  'updatedAt',
  'createdAt',
  'identities',
  'fields',
  'sort',
  'direction',
  'ruleId',
  'householdId',
  'mergeId',
  'choices',
  'tagId',
  'fieldId',
  'fieldIds',
  'place',
  'editable',
]);

/** Only people have a name of their own; the rest is called something. */
const NAMED_PEOPLE = new Set(['customer', 'person', 'user']);

/** Named for what a scope is given to: a person, or a role. */
const SCOPED = new Set<string>(['scope', 'effectiveScope', ...role.options]);

/** Who must have a second factor, who may see or fill a field. */
const LISTS_ROLES = new Set(['roles', 'viewRoles', 'editRoles']);

/** What was, struck out, and what is now, value by value. */
export function AuditChange({ entry: { before, after, subjectType } }: { entry: Entry }) {
  const { t } = useTranslation();
  const written = useWritten();
  const [whole, setWhole] = useState(false);
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => !UNTOLD.has(name) && (!isEmpty(before?.[name]) || !isEmpty(after?.[name])),
  );
  const more = whole ? 0 : names.length - SHOWN;
  return (
    <div className={styles.change}>
      {(whole ? names : names.slice(0, SHOWN)).map((name) => (
        <span key={name} className={styles.value}>
          <span className={styles.name}>
            {name === 'name' && !NAMED_PEOPLE.has(subjectType)
              ? t('access:audit.called')
              : t(`terms:value.${name}`, { defaultValue: t(`import:count.${name}`, { defaultValue: name }) })}
          </span>
          {before && !isEmpty(before[name]) && <del>{written(name, before[name])}</del>}
          {after && !isEmpty(after[name]) && <ins>{written(name, after[name])}</ins>}
        </span>
      ))}
      {more > 0 && (
        <button type="button" className="lk-more" onClick={() => setWhole(true)}>
          {t('access:audit.more_values', { count: more })}
        </button>
      )}
    </div>
  );
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** Ids and codes as people call them; what has no name is shown as it was kept. */
function useWritten(): (name: string, value: unknown) => string {
  const { t } = useTranslation();
  const people = useRead(read(listPeople)).data?.rows ?? [];
  const stores = useRead(read(listStores)).data?.rows ?? [];
  const tags = useRead(read(listTags)).data;
  const qualityName = useQualityName();
  const storeName = (id: unknown) => stores.find((store) => store.storeId === id)?.name ?? String(id);
  const personName = (id: unknown) => people.find((person) => person.id === id)?.name ?? String(id);
  const tagName = (id: unknown) => tags?.rows.find((tag) => tag.tagId === id)?.name ?? String(id);
  const written = (name: string, value: unknown): string => {
    if (LISTS_ROLES.has(name) && Array.isArray(value))
      return value.map((one) => t(`terms:role.${String(one)}`)).join(t('shell:list_comma'));
    if (name === 'kind') {
      const imported = t(`import:kind.${String(value)}`, { defaultValue: String(value) });
      return t(`terms:choice.customers.kind.${String(value)}`, { defaultValue: imported });
    }
    if (name === 'gender') return t(`terms:choice.customers.gender.${String(value)}`, { defaultValue: String(value) });
    if (name === 'category') return t(`sources:categories.${String(value)}`, { defaultValue: String(value) });
    if (name === 'origin') return t(`sources:origin_${String(value)}`, { defaultValue: String(value) });
    if (name === 'field') return qualityName(String(value), null);
    if (name === 'type') return t(`customers:field_type.${String(value)}`, { defaultValue: String(value) });
    if (name === 'rule') return t(`merge:rule.${String(value)}`, { defaultValue: String(value) });
    if (name === 'groupId') return tags?.groups.find((group) => group.groupId === value)?.name ?? String(value);
    if (name === 'events' && Array.isArray(value))
      return value.map((one) => t(`webhooks:event.${String(one)}`)).join(t('shell:list_comma'));
    if ((name === 'add' || name === 'remove') && Array.isArray(value))
      return value.map(tagName).join(t('shell:list_comma'));
    if (name === 'role') return t(`terms:role.${String(value)}`);
    if (name === 'ownerId' || name === 'leadId' || name === 'responsibleId') return personName(value);
    if (name === 'memberIds' && Array.isArray(value)) return value.map(personName).join(t('shell:list_comma'));
    if (SCOPED.has(name)) return t(`terms:scope.${String(value)}`);
    if (name === 'storeIds' && Array.isArray(value)) return value.map(storeName).join(t('shell:list_comma'));
    if (typeof value === 'boolean') return t(value ? 'terms:value.yes' : 'terms:value.no');
    if (Array.isArray(value)) return value.map((one) => written('', one)).join(t('shell:list_comma'));
    if (typeof value === 'object' && value !== null)
      return Object.entries(value)
        .filter(([, one]) => !isEmpty(one))
        .map(([key, one]) => `${t(`terms:value.${key}`, { defaultValue: key })} ${written(key, one)}`)
        .join(t('shell:list_comma'));
    return String(value);
  };
  return written;
}
