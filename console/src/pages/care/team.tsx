import { Button, Segmented, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate, type LoaderFunctionArgs } from 'react-router';
import { getFollowThrough } from '#modules/care/contract.ts';
import { getTaskBoard, handOverTasks } from '#modules/tasks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Defined } from '../../components/defined.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank, Stat } from '../../ui/stat.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { Bars } from './bars.tsx';
import { resultColor } from './result-color.ts';
import { Endings, endingsRead } from './team-endings.tsx';
import styles from './team.module.css';

type Board = ResultOf<typeof getTaskBoard>;
type Person = Board['people'][number];
type Follow = ResultOf<typeof getFollowThrough>;

const urlDefaults = { days: '30', person: '', outcome: '', after: '' };
const PERIODS = ['7', '30', '90'];

type State = typeof urlDefaults;

const boardRead = ({ days }: Pick<State, 'days'>) => read(getTaskBoard, { query: { days: Number(days) } });
const followRead = ({ days }: Pick<State, 'days'>) => read(getFollowThrough, { query: { days: Number(days) } });

export function loader({ request }: LoaderFunctionArgs): null {
  prefetch(followRead(stateOf(urlDefaults, request)));
  prefetch(endingsRead(stateOf(urlDefaults, request)));
  return prefetch(boardRead(stateOf(urlDefaults, request)));
}

export const handle = { permission: getTaskBoard.permission };

/** What the team has to do, and what came of what it did. */
export function Component() {
  const { t } = useTranslation();
  const may = useCan();
  const navigate = useNavigate();
  const [state, setState] = useUrlState(urlDefaults);
  const board = useRead(boardRead(state), { keep: true });
  const follow = useRead(followRead(state), { keep: true, enabled: may(getFollowThrough.permission) });
  return (
    <Page
      title={t('care:team.title')}
      note={t('care:team.note')}
      actions={
        <>
          <Segmented
            aria-label={t('care:team.period')}
            value={state.days}
            onChange={(days) => setState({ days, after: '' })}
            options={PERIODS.map((days) => ({ value: days, label: t('care:team.days', { count: Number(days) }) }))}
          />
          {may(handOverTasks.permission) && (
            <Button onClick={() => void navigate(paths.handOver())}>{t('care:hand_over.title')}</Button>
          )}
        </>
      }
    >
      {may(getFollowThrough.permission) && (
        <Shown query={follow} lines={5}>
          {(data) => <FollowThrough follow={data} />}
        </Shown>
      )}
      <Section title={t('care:team.people')} note={t('care:team.people_note')} flush>
        <Shown query={board} lines={8}>
          {(data) => <People board={data} state={state} />}
        </Shown>
      </Section>
      <Shown query={board} lines={6}>
        {(data) => (
          <div className={styles.stack}>
            <Outcomes board={data} />
            <Endings board={data} asked={state} onAsk={setState} />
          </div>
        )}
      </Shown>
      <Outlet />
    </Page>
  );
}

function FollowThrough({ follow }: { follow: Follow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const { total, definitions, returnDays, unhandled } = follow;
  const rate = (value: number | null) => (value === null ? null : format.percent(value, 0));
  if (total.raised === 0)
    return (
      <Section title={t('care:follow.title')}>
        <EmptyState title={t('care:follow.empty')} text={t('care:follow.empty_text')} />
      </Section>
    );
  return (
    <Section title={t('care:follow.title')} note={t('care:follow.note', { days: returnDays })}>
      <dl className={styles.figures}>
        <Stat
          label={t('care:follow.raised')}
          value={<Link to={paths.alerts()}>{format.number(total.raised)}</Link>}
          note={t('care:follow.still_open', { count: total.open })}
        />
        <Stat
          label={<Defined by={definitions.handledInTimeRate ?? ''}>{t('care:follow.in_time')}</Defined>}
          value={rate(total.handledInTimeRate)}
          note={t('care:follow.handled', { count: total.handled })}
        />
        <Stat
          label={<Defined by={definitions.returnedRate ?? ''}>{t('care:follow.returned')}</Defined>}
          value={rate(total.returnedRate)}
          note={
            total.matured > 0
              ? t('care:follow.of', { returned: total.returned, matured: total.matured })
              : t('care:follow.not_yet', { days: returnDays })
          }
        />
        <Stat
          label={<Defined by={definitions.returnedNetCents ?? ''}>{t('care:follow.money')}</Defined>}
          value={format.roundMoney(total.returnedNetCents)}
          {...(unhandled.returnedRate !== null && {
            note: t('care:follow.unhandled', {
              rate: format.percent(unhandled.returnedRate, 0),
              count: unhandled.matured,
            }),
          })}
        />
        <Stat
          label={t('care:follow.escalated')}
          value={<Link to={withState(paths.alerts(), { state: 'escalated' })}>{format.number(total.escalated)}</Link>}
          {...(total.escalated > 0 && { tone: 'bad' as const })}
        />
      </dl>
      <table className={styles.rules}>
        <thead>
          <tr>
            <th scope="col">{t('care:follow.rule')}</th>
            <th scope="col">{t('care:follow.raised')}</th>
            <th scope="col">{t('care:follow.open')}</th>
            <th scope="col">{t('care:follow.done')}</th>
            <th scope="col">{t('care:follow.in_time')}</th>
            <th scope="col">{t('care:follow.returned')}</th>
            <th scope="col">{t('care:follow.money')}</th>
          </tr>
        </thead>
        <tbody>
          {follow.rules.map((row) => (
            <tr key={row.rule}>
              <th scope="row">
                <Link to={withState(paths.alerts(), { rule: row.rule })}>{name(row.name)}</Link>
              </th>
              <td>{format.number(row.raised)}</td>
              <td>{format.number(row.open)}</td>
              <td>{format.number(row.handled)}</td>
              <td>{rate(row.handledInTimeRate) ?? <Blank />}</td>
              <td>{rate(row.returnedRate) ?? <Blank />}</td>
              <td>{format.roundMoney(row.returnedNetCents)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function usePeopleColumns(state: State): TableColumnsType<Person> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const number = (value: number) => (value === 0 ? <span className="lk-faint">0</span> : format.number(value));
    const column = (key: 'open' | 'dueToday' | 'done' | 'cancelled' | 'expired') => ({
      title: t(`care:team.${key}`),
      dataIndex: key,
      align: 'right' as const,
      width: 92,
      render: number,
    });
    return [
      {
        title: t('care:team.person'),
        dataIndex: 'name',
        render: (name: string | null, { active, personId }) => (
          <>
            {personId ? (
              <Link to={withState(paths.teamBoard(), { days: state.days, person: personId })}>{name ?? personId}</Link>
            ) : (
              t('care:team.nobody')
            )}{' '}
            {!active && <span className="lk-soft">{t('care:team.left')}</span>}
          </>
        ),
      },
      column('open'),
      column('dueToday'),
      {
        title: t('care:team.overdue'),
        dataIndex: 'overdue',
        align: 'right',
        width: 110,
        render: (value: number, { escalated }) => (
          <>
            <span className={value > 0 ? styles.late : 'lk-faint'}>{format.number(value)}</span>
            {escalated > 0 && <div className="lk-soft">{t('care:team.escalated', { count: escalated })}</div>}
          </>
        ),
      },
      column('done'),
      {
        title: t('care:team.in_time'),
        key: 'in_time',
        align: 'right',
        width: 92,
        render: (_, { done, doneInTime }) => (done > 0 ? format.percent(doneInTime / done, 0) : <Blank />),
      },
      {
        title: t('care:team.good'),
        key: 'good',
        align: 'right',
        width: 104,
        render: (_, { done, good }) => (done > 0 ? format.percent(good / done, 0) : <Blank />),
      },
      column('cancelled'),
      column('expired'),
    ];
  }, [t, format, state.days]);
}

function People({ board, state }: { board: Board; state: State }) {
  const { t } = useTranslation();
  const columns = usePeopleColumns(state);
  return (
    <Table<Person>
      rowKey={(person) => person.personId ?? 'nobody'}
      columns={columns}
      dataSource={board.people}
      pagination={false}
      scroll={{ x: 900 }}
      locale={{ emptyText: <EmptyState title={t('care:team.empty')} text={t('care:team.empty_text')} /> }}
    />
  );
}

function Outcomes({ board }: { board: Board }) {
  const { t } = useTranslation();
  const name = useName();
  if (board.outcomes.length === 0) return null;
  return (
    <div className={styles.halves}>
      <Section title={t('care:team.outcomes')}>
        <Bars
          rows={board.outcomes.map((row) => ({
            key: `${row.code} ${row.result}`,
            label: name(row),
            value: row.tasks,
            color: resultColor(row.result),
          }))}
        />
      </Section>
      <Section title={t('care:team.reasons')} note={t('care:team.reasons_note')}>
        {board.reasons.length > 0 ? (
          <Bars
            rows={board.reasons.map((row) => ({ key: row.code, label: name(row), value: row.tasks, color: '#d9705a' }))}
          />
        ) : (
          <p className="lk-soft">{t('care:team.no_reasons')}</p>
        )}
      </Section>
    </div>
  );
}
