import { Radio, Tag } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useChannelName } from '../../components/channel-name.ts';
import { MaskedValue } from '../../components/masked-value.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { Blank } from '../../ui/stat.tsx';
import type { Preview } from './merge-words.ts';
import styles from './merge-table.module.css';

export type Choice = number | 'all';
type Field = Preview['fields'][number];
type MergedRecord = Preview['records'][number];

type Props = {
  preview: Preview;
  choiceOf: (field: Field) => Choice;
  onChoose: (field: string, choice: Choice) => void;
  onSurvivor: (customerId: number) => void;
};

/** A record per column, a field per row; what differs is asked, what does not is only shown. */
export function MergeTable({ preview, choiceOf, onChoose, onSurvivor }: Props) {
  const { t } = useTranslation();
  const { records, survivorId } = preview;
  const known = preview.fields.filter(({ field }) => records.some((one) => one[field] !== null));
  const fields = known.toSorted((a, b) => Number(b.differs) - Number(a.differs));
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="lk-hidden">{t('merge:choose')}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.field}>
              {t('merge:survivor')}
            </th>
            {records.map((record) => (
              <th key={record.customerId} scope="col" className={record.customerId === survivorId ? styles.stays : ''}>
                <RecordHead record={record} stays={record.customerId === survivorId} onSurvivor={onSurvivor} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <FieldRow
              key={field.field}
              field={field}
              records={records}
              choice={choiceOf(field)}
              onChoose={(choice) => onChoose(field.field, choice)}
            />
          ))}
          <tr>
            <th scope="row" className={styles.field}>
              {t('merge:identities')}
              <span className={styles.aside}>{t('merge:united')}</span>
            </th>
            {records.map((record) => (
              <td key={record.customerId}>
                <Identities record={record} />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

type HeadProps = { record: MergedRecord; stays: boolean; onSurvivor: (customerId: number) => void };

function RecordHead({ record, stays, onSurvivor }: HeadProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.head}>
      <Radio checked={stays} onChange={() => onSurvivor(record.customerId)}>
        <span className={styles.name}>{record.name ?? t('customers:nameless')}</span>
      </Radio>
      <span className={styles.under}>
        <Link to={paths.customer(record.customerId)}>{record.code}</Link>
        {' · '}
        {t('merge:changed', { at: format.moment(record.updatedAt) })}
      </span>
      {stays && (
        <Tag color="green" className={styles.mark}>
          {t('merge:stays')}
        </Tag>
      )}
    </div>
  );
}

type RowProps = { field: Field; records: readonly MergedRecord[]; choice: Choice; onChoose: (choice: Choice) => void };

function FieldRow({ field, records, choice, onChoose }: RowProps) {
  const { t } = useTranslation();
  const show = useValue();
  const group = useId();
  const label = t(LABELS[field.field] ?? `fields:customers.${field.field}`);
  return (
    <tr className={field.differs ? styles.differs : ''}>
      <th scope="row" className={styles.field}>
        {label}
        {field.joinable && (
          <Radio
            className={styles.join}
            name={group}
            checked={choice === 'all'}
            onChange={() => onChoose('all')}
            aria-label={`${label}: ${t('merge:join')}`}
          >
            {t('merge:join')}
          </Radio>
        )}
      </th>
      {records.map((record) => {
        const value = show(field.field, record);
        const stands = choice === record.customerId || choice === 'all';
        return (
          <td key={record.customerId} className={stands && value !== null ? styles.stands : ''}>
            {field.differs && value !== null ? (
              <Radio
                name={group}
                checked={choice === record.customerId}
                onChange={() => onChoose(record.customerId)}
                className={styles.choice}
              >
                {value}
              </Radio>
            ) : (
              <span className={styles.plain}>{value ?? <Blank />}</span>
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** Fields whose names stand elsewhere. */
const LABELS: Partial<Record<Field['field'], string>> = {
  code: 'merge:code',
  phone: 'merge:phone',
  storeId: 'fields:customers.store',
  ownerId: 'fields:customers.owner',
};

function useValue(): (field: Field['field'], record: MergedRecord) => ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const channelName = useChannelName();
  return (field, record) => {
    if (record[field] === null) return null;
    if (field === 'kind') return t(`terms:choice.customers.kind.${record.kind}`);
    if (field === 'gender') return t(`terms:choice.customers.gender.${record.gender}`);
    if (field === 'birthday') return <MaskedValue kind="birthday" value={format.day(record.birthday ?? '')} />;
    if (field === 'registeredAt') return format.date(record.registeredAt ?? '');
    if (field === 'channel') return channelName(record.channel ?? '');
    if (field === 'storeId') return record.storeName;
    if (field === 'ownerId') return record.ownerName;
    if (field === 'phone' || field === 'email' || field === 'address')
      return <MaskedValue kind={field} value={record[field] ?? ''} />;
    return record[field];
  };
}

function Identities({ record }: { record: MergedRecord }) {
  const { t } = useTranslation();
  if (record.identities.length === 0) return <Blank />;
  return (
    <ul className={styles.identities}>
      {record.identities.map((one) => (
        <li key={`${one.kind} ${one.namespace} ${one.value}`}>
          <span className="lk-faint">
            {t(`terms:identity.${one.kind}`)} {one.namespace}
          </span>{' '}
          <MaskedValue kind={one.kind === 'phone' || one.kind === 'email' ? one.kind : 'identity'} value={one.value} />
        </li>
      ))}
    </ul>
  );
}
