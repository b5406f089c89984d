import { Alert, Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, type LoaderFunctionArgs } from 'react-router';
import { getCustomer, listCustomers } from '#modules/customers/contract.ts';
import { getDuplicateState, listDuplicates } from '#modules/customers/duplicates-contract.ts';
import { listMerges, mergeCustomers, previewMerge } from '#modules/customers/merge-contract.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useUrlState } from '../../url-state.ts';
import { MergeTable, type Choice } from './merge-table.tsx';
import { useMoved, type Preview } from './merge-words.ts';
import styles from './merge.module.css';

const RULES = ['newest', 'complete', 'source'] as const;
type Rule = (typeof RULES)[number];

const urlDefaults = { customers: '', survivor: '', rule: '' };

const previewRead = ({ customers, survivor, rule }: typeof urlDefaults) =>
  read(previewMerge, {
    query: {
      customers,
      survivorId: survivor ? Number(survivor) : undefined,
      rule: RULES.find((one) => one === rule),
    },
  });

const isTwo = (customers: string) => customers.split(',').filter(Boolean).length > 1;

export function loader({ request }: LoaderFunctionArgs): null {
  const search = new URL(request.url).searchParams;
  const asked = {
    customers: search.get('customers') ?? '',
    survivor: search.get('survivor') ?? '',
    rule: search.get('rule') ?? '',
  };
  return isTwo(asked.customers) ? prefetch(previewRead(asked)) : null;
}

export const handle = { permission: mergeCustomers.permission };

/** Two or more records side by side: whose values stay, what goes over, and what can be taken back. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [state, setState] = useUrlState(urlDefaults);
  const preview = useRead(previewRead(state), { enabled: isTwo(state.customers), keep: true });
  if (!isTwo(state.customers)) {
    return (
      <Page title={t('merge:title')}>
        <Section>
          <EmptyState
            title={t('merge:nobody')}
            text={t('merge:nobody_text')}
            action={<Button onClick={() => void navigate(paths.customers())}>{t('merge:to_list')}</Button>}
          />
        </Section>
      </Page>
    );
  }
  return (
    <Page title={t('merge:title')} note={t('merge:note')}>
      <Shown query={preview} lines={12}>
        {(shown) => (
          <Chooser
            key={shown.records.map((one) => one.customerId).join()}
            preview={shown}
            settled={!preview.isPlaceholderData}
            onSurvivor={(survivorId) => setState({ survivor: String(survivorId) })}
            onRule={(rule) => setState({ rule })}
          />
        )}
      </Shown>
    </Page>
  );
}

type ChooserProps = {
  preview: Preview;
  /** False while what was chosen last is still being worked out: merging now would keep the other record. */
  settled: boolean;
  onSurvivor: (customerId: number) => void;
  onRule: (rule: Rule) => void;
};

function Chooser({ preview, settled, onSurvivor, onRule }: ChooserProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Partial<Record<string, Choice>>>({});
  const merge = useSend(mergeCustomers, {
    ends: [listCustomers, getCustomer, listMerges, listDuplicates, getDuplicateState],
    onDone: ({ customerId }) => void navigate(paths.customer(customerId), { replace: true }),
  });
  const { records, survivorId, rule } = preview;
  const send = () =>
    merge.mutate({
      body: { customerIds: records.map((one) => one.customerId), survivorId, rule, choices: chosen },
    });
  return (
    <div className={styles.whole}>
      <Section
        title={t('merge:choose')}
        note={t('merge:choose_note')}
        flush
        actions={
          <Segmented<Rule>
            aria-label={t('merge:rule.title')}
            value={rule}
            onChange={(next) => {
              setChosen({});
              onRule(next);
            }}
            options={RULES.map((value) => ({ value, label: t(`merge:rule.${value}`) }))}
          />
        }
      >
        <MergeTable
          preview={preview}
          choiceOf={(field) => chosen[field.field] ?? field.choice}
          onChoose={(field, choice) => setChosen({ ...chosen, [field]: choice })}
          onSurvivor={onSurvivor}
        />
      </Section>
      <Outcome preview={preview} />
      {merge.error && <ProblemNote error={merge.error} />}
      <div className={styles.foot}>
        <Alert type="info" showIcon title={t('merge:undoable')} description={t('merge:undo_rule')} />
        <div className={styles.buttons}>
          <Button onClick={() => void navigate(-1)}>{t('merge:cancel')}</Button>
          <Button type="primary" disabled={!settled} loading={merge.isPending} onClick={send}>
            {t('merge:confirm', { count: records.length })}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** What goes over to the survivor, and from whom. */
function Outcome({ preview: { records, moves, survivorId } }: { preview: Preview }) {
  const { t } = useTranslation();
  const moved = useMoved();
  const nameOf = useMemo(
    () => new Map(records.map((one) => [one.customerId, [one.name, one.code].filter(Boolean).join(' · ')])),
    [records],
  );
  return (
    <Section title={t('merge:outcome')} note={t('merge:outcome_note', { name: nameOf.get(survivorId) })}>
      <ul className={styles.moves}>
        {records
          .filter((one) => one.customerId !== survivorId)
          .map(({ customerId }) => (
            <li key={customerId}>
              <b>{nameOf.get(customerId)}</b>
              <span>{moved(moves.filter((one) => one.customerId === customerId)) || t('merge:nothing')}</span>
            </li>
          ))}
      </ul>
    </Section>
  );
}
