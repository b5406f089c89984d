import { Select, Table, type TableColumnsType } from 'antd';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type getTaskBoard, listTasks } from '#modules/tasks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { resultColor } from './result-color.ts';
import { useTaskWords } from './task-words.ts';

type Board = ResultOf<typeof getTaskBoard>;
type Ending = ResultOf<typeof listTasks>['rows'][number];
export type EndingsAsked = { person: string; outcome: string; after: string };

const AT_ONCE = 20;

export const endingsRead = ({ person, outcome, after }: EndingsAsked) =>
  read(listTasks, {
    query: {
      state: 'closed',
      limit: AT_ONCE,
      ...(person && { owner: person }),
      ...(outcome && { outcome }),
      ...(after && { after }),
    },
  });

type Props = { board: Board; asked: EndingsAsked; onAsk: (asked: Partial<EndingsAsked>) => void };

/** What was done, for whom, how it ended and what the customer said: the counts above, one by one. */
export function Endings({ board, asked, onAsk }: Props) {
  const { t } = useTranslation();
  const name = useName();
  const found = useRead(endingsRead(asked), { keep: true });
  const columns = useColumns();
  const place = useRef<HTMLDivElement>(null);
  const chosen = `${asked.person} ${asked.outcome}`.trim();
  useEffect(() => {
    if (chosen) place.current?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  }, [chosen]);
  const people = board.people.flatMap(({ personId, name: who }) =>
    personId ? [{ value: personId, label: who ?? personId }] : [],
  );
  return (
    <div ref={place}>
      <Section
        title={t('care:endings.title')}
        note={t('care:endings.note')}
        flush
        actions={
          <>
            <Select
              aria-label={t('care:team.person')}
              style={{ width: 160 }}
              value={asked.person}
              options={[{ value: '', label: t('care:endings.everybody') }, ...people]}
              onChange={(person) => onAsk({ person, after: '' })}
            />
            <Select
              aria-label={t('care:team.outcomes')}
              style={{ width: 180 }}
              value={asked.outcome}
              options={[
                { value: '', label: t('care:endings.every_outcome') },
                ...board.outcomes.map((outcome) => ({ value: outcome.code, label: name(outcome) })),
              ]}
              onChange={(outcome) => onAsk({ outcome, after: '' })}
            />
          </>
        }
      >
        <Shown query={found} lines={8}>
          {({ rows, next }) => (
            <>
              <Table<Ending>
                rowKey="taskId"
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 900 }}
                locale={{
                  emptyText: <EmptyState title={t('care:endings.empty')} text={t('care:endings.empty_text')} />,
                }}
              />
              <KeysetPager next={next} />
            </>
          )}
        </Shown>
      </Section>
    </div>
  );
}

function useColumns(): TableColumnsType<Ending> {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  return useMemo(
    () => [
      {
        title: t('care:endings.when'),
        key: 'when',
        width: 164,
        render: (_, { closedAt }) => (closedAt ? format.moment(closedAt) : <Blank />),
      },
      {
        title: t('care:endings.who'),
        key: 'who',
        width: 110,
        render: (_, { closedByName, ownerName }) => closedByName ?? ownerName ?? <Blank />,
      },
      {
        title: t('care:alerts.customer'),
        key: 'customer',
        width: 120,
        render: (_, { customerId, customer }) => (
          <Link to={paths.customer(customerId)}>{customer.name ?? customer.code}</Link>
        ),
      },
      {
        title: t('care:endings.what'),
        key: 'what',
        render: (_, { title, reason }) => (
          <>
            <div>{name(title)}</div>
            {reason && <div className="lk-soft">{name(reason)}</div>}
          </>
        ),
      },
      { title: t('care:endings.how'), key: 'how', width: 150, render: (_, task) => <How task={task} /> },
      {
        title: t('care:endings.said'),
        key: 'said',
        width: 220,
        render: (_, { notes }) => notes ?? <Blank />,
      },
    ],
    [t, name, format],
  );
}

function How({ task: { state, outcome, result, reasonCode, templateCode, kind } }: { task: Ending }) {
  const { t } = useTranslation();
  const name = useName();
  const { outcomeName, reasons } = useTaskWords();
  const reason = reasons.find(({ code }) => code === reasonCode);
  if (state !== 'done' || !outcome) return <span className="lk-soft">{t(`care:endings.state.${state}`)}</span>;
  return (
    <>
      <CodeTag color={resultColor(result)}>{outcomeName(templateCode, kind, outcome)}</CodeTag>
      {reason && <div className="lk-soft">{name(reason)}</div>}
    </>
  );
}
