import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { getDuplicateState, listDuplicates, tellCustomersApart } from '#modules/customers/duplicates-contract.ts';
import { mergeCustomers } from '#modules/customers/merge-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { asShown, MaskedValue, type MaskedKind } from '../../components/masked-value.tsx';
import { useFormat, type Format } from '../../format.ts';
import { paths, withState } from '../../paths.ts';
import { useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Blank } from '../../ui/stat.tsx';
import { differencesTo } from './differences.ts';
import { DuplicateReasons } from './duplicate-reasons.tsx';
import styles from './duplicate-group.module.css';

type DuplicateGroup = ResultOf<typeof listDuplicates>['rows'][number];
type DuplicateMember = DuplicateGroup['members'][number];

/** Records that look like one customer: how likely, why, side by side, and what to do about it. */
export function DuplicateGroupCard({ group }: { group: DuplicateGroup }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [surest, ...others] = group.pairs;
  const names = [...new Set(group.members.map((member) => member.name ?? t('customers:nameless')))];
  return (
    <section className={styles.group} aria-label={names.join(t('shell:list_comma'))}>
      <header className={styles.head}>
        <Score score={group.score} />
        <div className={styles.what}>
          <h2 className={styles.names}>{names.join(' / ')}</h2>
          {surest && <DuplicateReasons reasons={surest.reasons} />}
        </div>
        <Decide group={group} />
      </header>
      <Compare members={group.members} format={format} />
      {others.length > 0 && <Pairs group={group} />}
    </section>
  );
}

function Score({ score }: { score: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.score} title={t('duplicates:score_of', { score: format.number(score) })}>
      <span className={styles.percent}>{format.number(score)}%</span>
      <span className={styles.bar} aria-hidden="true">
        <span style={{ width: `${score}%` }} />
      </span>
    </div>
  );
}

function Decide({ group }: { group: DuplicateGroup }) {
  const { t } = useTranslation();
  const can = useCan();
  const { message, modal } = App.useApp();
  const customerIds = group.members.map((member) => member.customerId);
  const apart = useSend(tellCustomersApart, {
    ends: [listDuplicates, getDuplicateState],
    onDone: () => void message.success(t('duplicates:not_same_done')),
  });
  if (!can(tellCustomersApart.permission)) return null;
  const ask = () =>
    modal.confirm({
      title: t('duplicates:not_same_title'),
      content: t('duplicates:not_same_text'),
      okText: t('duplicates:not_same'),
      cancelText: t('shell:form.cancel'),
      onOk: () => apart.mutate({ body: { customerIds } }),
    });
  return (
    <div className={styles.decide}>
      <Button onClick={ask} loading={apart.isPending}>
        {t('duplicates:not_same')}
      </Button>
      {can(mergeCustomers.permission) && (
        <ButtonLink type="primary" to={withState(paths.merge(), { customers: customerIds.join(',') })}>
          {t('duplicates:merge')}
        </ButtonLink>
      )}
      {apart.error && <ProblemNote error={apart.error} />}
    </div>
  );
}

type Row = { code: string; label: string; kind?: MaskedKind; value: (member: DuplicateMember) => string | null };

const rows = (t: (key: string) => string, format: Format): Row[] => [
  { code: 'name', label: t('fields:customers.name'), value: (member) => member.name },
  {
    code: 'phones',
    label: t('duplicates:phones'),
    kind: 'phone',
    value: (member) => member.phones.map((phone) => asShown('phone', phone)).join(t('shell:list_comma')),
  },
  {
    code: 'emails',
    label: t('duplicates:emails'),
    kind: 'email',
    value: (member) => member.emails.join(t('shell:list_comma')),
  },
  {
    code: 'gender',
    label: t('fields:customers.gender'),
    value: (member) => member.gender && t(`terms:choice.customers.gender.${member.gender}`),
  },
  {
    code: 'birthday',
    label: t('fields:customers.birthday'),
    kind: 'birthday',
    value: (member) => member.birthday && format.day(member.birthday),
  },
  {
    code: 'place',
    label: t('fields:customers.city'),
    value: (member) => [member.province, member.city].filter(Boolean).join(' '),
  },
  { code: 'address', label: t('fields:customers.address'), kind: 'address', value: (member) => member.address },
  { code: 'store', label: t('customers:store'), value: (member) => member.storeName },
  { code: 'owner', label: t('duplicates:owner'), value: (member) => member.ownerName },
  {
    code: 'registered',
    label: t('duplicates:registered'),
    value: (member) => format.date(member.registeredAt ?? member.createdAt),
  },
];

/** What nobody has is left out, what all have alike is said once; where they part, the characters that do are marked. */
function Compare({ members, format }: { members: readonly DuplicateMember[]; format: Format }) {
  const { t } = useTranslation();
  const known = rows(t, format).filter((row) => members.some((member) => row.value(member)));
  const same = known.filter((row) => row.code !== 'name' && new Set(members.map(row.value)).size === 1);
  const shown = known.filter((row) => !same.includes(row));
  const [first] = members;
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('duplicates:compare')}>
        <table className={styles.table}>
          <caption className="lk-hidden">{t('duplicates:compare')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('duplicates:field')}</th>
              {members.map((member) => (
                <th key={member.customerId} scope="col">
                  <Link to={paths.customer(member.customerId)}>{member.code}</Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.code}>
                <th scope="row">{row.label}</th>
                {members.map((member, place) => (
                  <td key={member.customerId}>
                    <Value row={row} member={member} reference={place === 0 ? null : referenceOf(row, members)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {first && same.length > 0 && (
        <dl className={styles.same} aria-label={t('duplicates:same')}>
          {same.map((row) => (
            <div key={row.code}>
              <dt>{row.label}</dt>
              <dd>
                <Value row={row} member={first} reference={null} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** The first record that says anything. */
const referenceOf = (row: Row, members: readonly DuplicateMember[]): string | null => {
  for (const member of members) if (row.value(member)) return row.value(member);
  return null;
};

type ValueProps = { row: Row; member: DuplicateMember; reference: string | null };

function Value({ row, member, reference }: ValueProps): ReactNode {
  const value = row.value(member);
  if (!value) return <Blank />;
  if (reference === null || reference === value || !MARKED.has(row.code))
    return row.kind ? <MaskedValue kind={row.kind} value={value} /> : value;
  const pieces = differencesTo(reference, value);
  return pieces.map(({ at, text, differs }) =>
    differs ? (
      <mark key={at} className={styles.differs}>
        {text}
      </mark>
    ) : (
      text
    ),
  );
}

/** Dates of two systems and their stores differ without meaning anything. */
const MARKED = new Set(['name', 'phones', 'emails', 'gender', 'birthday', 'place', 'address']);

function Pairs({ group }: { group: DuplicateGroup }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codes = new Map(group.members.map((member) => [member.customerId, member.code]));
  return (
    <details className={styles.pairs}>
      <summary>{t('duplicates:pairs')}</summary>
      <ul>
        {group.pairs.map((pair) => (
          <li key={`${pair.a} ${pair.b}`}>
            <span>
              {codes.get(pair.a)} – {codes.get(pair.b)}
            </span>
            <strong>{format.number(pair.score)}%</strong>
            <DuplicateReasons reasons={pair.reasons} />
          </li>
        ))}
      </ul>
    </details>
  );
}
