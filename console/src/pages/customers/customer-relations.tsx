import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { listTimeline } from '#modules/customers/contract.ts';
import {
  leaveHousehold,
  listHouseholds,
  listRelations,
  removeRelation,
  saveRelation,
} from '#modules/customers/relations-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Defined } from '../../components/defined.tsx';
import { useFormat } from '../../format.ts';
import { paths, withState } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import type { CustomerPage } from './customer-reads.ts';
import styles from './customer-relations.module.css';
import { useRelationWords } from './relation-words.ts';

type Related = ResultOf<typeof listRelations>;
type Row = Related['relations'][number];
type Household = Related['households'][number];

export const RELATION_ENDS = [listRelations, listHouseholds, listTimeline, listAudit];
export const relationsRead = (customerId: number) => read(listRelations, { params: { customerId } });

const isContact = (row: Row): boolean => row.kind === 'employer' && row.way === 'back';

/** Whom the customer is related to and lives with; of a company, whom to talk to there. */
export function CustomerRelations({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { customerId, kind } = customer;
  const mayChange = useCan()(saveRelation.permission);
  const { data } = useRead(relationsRead(customerId));
  const { relations = [], households = [] } = data ?? {};
  const company = kind === 'company';
  if (relations.length + households.length === 0 && !mayChange) return null;
  const add = mayChange && (
    <Button
      type="text"
      size="small"
      icon={<PlusOutlined />}
      aria-label={t(company ? 'relations:add_contact' : 'relations:add')}
      onClick={() => void navigate(paths.relationNew(customerId))}
    />
  );
  return (
    <Section title={t(company ? 'relations:title_company' : 'relations:title')} actions={add}>
      {data && relations.length + households.length === 0 && (
        <span className="lk-faint">{t(company ? 'relations:none_company' : 'relations:none')}</span>
      )}
      {relations.length > 0 && (
        <ul className={styles.list}>
          {relations.map((row) => (
            <li key={`${row.kind} ${row.way} ${row.customer.customerId}`}>
              <One customerId={customerId} row={row} mayChange={mayChange} />
            </li>
          ))}
        </ul>
      )}
      {households.map((one) => (
        <Together
          key={one.householdId}
          customerId={customerId}
          code={customer.code}
          household={one}
          mayChange={mayChange}
        />
      ))}
    </Section>
  );
}

type OneProps = { customerId: number; row: Row; mayChange: boolean };

function One({ customerId, row, mayChange }: OneProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { word } = useRelationWords();
  const remove = useSend(removeRelation, { ends: RELATION_ENDS });
  const name = row.customer.name ?? t('customers:nameless');
  const otherCustomerId = row.customer.customerId;
  const params = { customerId, kind: row.kind, way: row.way, otherCustomerId };
  return (
    <>
      <div className={styles.line}>
        <div className={styles.who}>
          <Link to={paths.customer(otherCustomerId)}>{name}</Link>
          {row.main && <span className={styles.main}>{t('relations:main')}</span>}
          <span className={styles.what}>
            {[isContact(row) && row.note ? null : word(row.kind, row.way), row.note].filter(Boolean).join(' · ')}
          </span>
        </div>
        {mayChange && (
          <span className={styles.buttons}>
            <Button
              type="text"
              size="small"
              icon={<EditOutlined />}
              aria-label={t('relations:change_of', { name })}
              onClick={() => void navigate(paths.relation(customerId, row.kind, row.way, otherCustomerId))}
            />
            <Popconfirm
              title={t('relations:remove_sure', { name, word: word(row.kind, row.way) })}
              okText={t('relations:remove')}
              cancelText={t('shell:form.cancel')}
              onConfirm={() => remove.mutate({ params })}
            >
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('relations:remove_of', { name })}
              />
            </Popconfirm>
          </span>
        )}
      </div>
      {remove.error && <ProblemNote error={remove.error} />}
    </>
  );
}

type TogetherProps = { customerId: number; code: string; household: Household; mayChange: boolean };

/** A household with what its members have bought, each and together. */
function Together({ customerId, code, household, mayChange }: TogetherProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const leave = useSend(leaveHousehold, { ends: RELATION_ENDS });
  const { householdId, members, sums } = household;
  return (
    <div className={styles.household}>
      <h3>
        <Link to={withState(paths.households(), { search: code })}>
          {t('relations:household', { count: members.length })}
        </Link>
      </h3>
      <ul className={styles.list}>
        {members.map((member) => {
          const name = member.name ?? t('customers:nameless');
          const own = member.customerId === customerId;
          return (
            <li key={member.customerId} className={styles.line}>
              <div className={styles.who}>
                {own ? name : <Link to={paths.customer(member.customerId)}>{name}</Link>}
                <span className={styles.what}>{format.money(member.sums['orders.netCents'] ?? 0)}</span>
              </div>
              {mayChange && (
                <Popconfirm
                  title={t('relations:leave_sure', { name })}
                  okText={t('relations:leave')}
                  cancelText={t('shell:form.cancel')}
                  onConfirm={() => leave.mutate({ params: { customerId: member.customerId, householdId } })}
                >
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={t('relations:leave_of', { name })}
                  />
                </Popconfirm>
              )}
            </li>
          );
        })}
      </ul>
      <p className={styles.sum}>
        <Defined by="customers.household_spend">{t('relations:sum')}</Defined>
        <strong>{format.money(sums['orders.netCents'] ?? 0)}</strong>
        <span className="lk-soft">{t('relations:orders', { count: sums['orders.orders'] ?? 0 })}</span>
      </p>
      {leave.error && <ProblemNote error={leave.error} />}
    </div>
  );
}
