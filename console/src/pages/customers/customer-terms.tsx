import { DeleteOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { removeDate, removeTerm } from '#modules/customers/dates-contract.ts';
import { listTerms } from '#modules/scoring/churn-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Defined } from '../../components/defined.tsx';
import { useFormat } from '../../format.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { DATE_ENDS } from './date-ends.ts';
import { TERM_COLORS } from './term-colors.ts';
import styles from './customer-tags.module.css';

type Terms = ResultOf<typeof listTerms>;
type Term = Terms['rows'][number];

/** What is shown before somebody asks for the rest. */
const FIRST = 4;

export const termsRead = (customerId: number) => read(listTerms, { params: { customerId } });

/** The periods of the customer's plans, the newest first, and what became of each. */
export function CustomerTerms({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const may = useCan();
  const [all, setAll] = useState(false);
  const terms = useRead(termsRead(customerId)).data;
  if (!terms || terms.rows.length === 0) return null;
  const { rows, definitions } = terms;
  const shown = all ? rows : rows.slice(0, FIRST);
  const renewed = rows.filter(({ state }) => state === 'renewed').length;
  return (
    <div className={styles.terms}>
      <h3>
        <Defined by={definitions.terms ?? ''}>{t('customers:terms.title')}</Defined>
        <span className="lk-soft">{t('customers:terms.count', { count: rows.length, renewed })}</span>
      </h3>
      <ol>
        {shown.map((term, i) => (
          <TermLine
            key={term.endsOn}
            term={term}
            // Said once where the name stays the same.
            label={term.label === shown[i - 1]?.label ? null : term.label}
            customerId={customerId}
            graceDays={terms.graceDays}
            mayRemove={may(removeTerm.permission)}
          />
        ))}
      </ol>
      {rows.length > FIRST && (
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {all ? t('customers:terms.fewer') : t('customers:terms.more', { count: rows.length - FIRST })}
        </Button>
      )}
    </div>
  );
}

type LineProps = { term: Term; label: string | null; customerId: number; graceDays: number; mayRemove: boolean };

function TermLine({ term, label, customerId, graceDays, mayRemove }: LineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const forget = useSend(removeTerm, { ends: DATE_ENDS });
  const remove = useSend(removeDate, { ends: DATE_ENDS });
  const { beganOn, endsOn, state, renewedBy, how, termId, dateId } = term;
  const period = beganOn
    ? t('customers:terms.period', { from: format.day(beganOn), to: format.day(endsOn) })
    : t('customers:terms.until', { day: format.day(endsOn) });
  const notes = [
    label,
    state === 'grace' && t('customers:terms.grace_note', { days: graceDays }),
    state === 'renewed' && renewedBy === 'order' && t('customers:terms.by_order'),
    (how === 'imported' || how === 'listed') && t(`customers:terms.how.${how}`),
  ].filter(Boolean);
  const past = state !== 'running';
  return (
    <li>
      <div>
        <span className={styles.period}>{period}</span>
        <CodeTag color={TERM_COLORS[state]}>{t(`customers:terms.state.${state}`)}</CodeTag>
        {notes.length > 0 && <span className={styles.next}>{notes.join(' · ')}</span>}
        {(forget.error ?? remove.error) && <ProblemNote error={forget.error ?? remove.error} />}
      </div>
      {mayRemove && past && (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={t('customers:terms.remove', { day: format.day(endsOn) })}
          onClick={() =>
            termId !== null
              ? forget.mutate({ params: { customerId, termId } })
              : remove.mutate({ params: { customerId, dateId: dateId ?? 0 } })
          }
        />
      )}
    </li>
  );
}
