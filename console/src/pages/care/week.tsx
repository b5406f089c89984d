/** The week of care on one page: for Monday's meeting, on paper, or pasted into the team's chat. */
import { CopyOutlined, PrinterOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { getWeek } from '#modules/care/week-contract.ts';
import { listOf } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat } from '../../ui/stat.tsx';
import { useWeekText, type Week } from './week-text.ts';
import { WeekPeople } from './week-people.tsx';
import styles from './week.module.css';

const weekRead = read(getWeek);

export const loader = () => prefetch(weekRead);

export const handle = { permission: getWeek.permission };

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useRead(weekRead);
  return (
    <Page
      title={t('care:week.title')}
      note={
        query.data && t('care:week.note', { from: format.day(query.data.from), until: format.day(query.data.until) })
      }
      actions={
        query.data && (
          <span className={`${styles.actions} lk-screen`}>
            <Copy week={query.data} />
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {t('care:sheet.print')}
            </Button>
          </span>
        )
      }
    >
      <Shown query={query} lines={14}>
        {(week) => (
          <div className={styles.week}>
            <Figures week={week} />
            <Moves week={week} />
            <div className={styles.halves}>
              <Decide week={week} />
              <Ahead week={week} />
            </div>
            <WeekPeople people={week.people} />
            <div className={styles.halves}>
              <Plans week={week} />
              <Changes week={week} />
            </div>
          </div>
        )}
      </Shown>
    </Page>
  );
}

function Copy({ week }: { week: Week }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const text = useWeekText(week);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(t('care:week.copied'));
    } catch {
      void message.error(t('care:week.not_copied'));
    }
  };
  return (
    <Button type="primary" icon={<CopyOutlined />} onClick={() => void copy()}>
      {t('care:week.copy')}
    </Button>
  );
}

function Figures({ week: { alerts, returned, tasks, definitions } }: { week: Week }) {
  const { t } = useTranslation();
  const format = useFormat();
  const before = (value: string) => t('care:week.before', { value });
  const share = (part: number, of: number) => (of > 0 ? format.percent(part / of, 0) : null);
  const shares = (part: { now: number; before: number }, of: { now: number; before: number }) => ({
    value: share(part.now, of.now),
    note: before(share(part.before, of.before) ?? '–'),
  });
  const counts = ({ now, before: last }: { now: number; before: number }) => ({
    value: format.number(now),
    note: before(format.number(last)),
  });
  return (
    <Section>
      <dl className={styles.figures}>
        <Stat label={t('care:week.raised')} {...counts(alerts.raised)} />
        <Stat label={t('care:week.handled')} {...counts(alerts.handled)} />
        <Stat label={t('care:follow.in_time')} {...shares(alerts.inTime, alerts.handled)} />
        <Stat label={t('care:week.done')} {...counts(tasks.done)} />
        <Stat label={t('care:team.good')} {...shares(tasks.good, tasks.done)} />
        <Stat
          label={<Defined by={definitions.returned ?? ''}>{t('care:week.returned')}</Defined>}
          {...counts(returned.customers)}
        />
        <Stat
          label={t('care:week.money')}
          value={format.roundMoney(returned.netCents.now)}
          note={before(format.roundMoney(returned.netCents.before))}
        />
      </dl>
    </Section>
  );
}

const TONES = { core_in: 'good', core_out: 'bad', left: 'bad', back: 'good' } as const;

function Moves({ week }: { week: Week }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return (
    <Section title={<Defined by={week.definitions.moves ?? ''}>{t('care:week.moves')}</Defined>}>
      <div className={styles.moves}>
        {week.moves.map(({ kind, customers, best }) => (
          <div key={kind}>
            <dl className={styles.move}>
              <Stat
                label={t(`care:week.move.${kind}`, { core: name(week.core) })}
                value={<span className={styles[TONES[kind]]}>{format.number(customers.now)}</span>}
                note={t('care:week.before', { value: format.number(customers.before) })}
              />
            </dl>
            <ul className={styles.names}>
              {best.map((one) => (
                <li key={one.customerId}>
                  <Link to={paths.customer(one.customerId)}>{one.name ?? one.code}</Link>
                  <span className="lk-soft">{format.roundMoney(one.netCents)}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}

type LineProps = { to: string; figure: number; children: ReactNode; bad?: boolean };

function Line({ to, figure, children, bad = false }: LineProps) {
  const format = useFormat();
  return (
    <li>
      <Link to={to}>{children}</Link>
      <b className={bad && figure > 0 ? styles.bad : ''}>{format.number(figure)}</b>
    </li>
  );
}

/** What waits for the lead, each with the place where it is settled. */
function Decide({ week }: { week: Week }) {
  const { t } = useTranslation();
  const name = useName();
  const unowned = [`scoring.class4:is:${week.core.code}`, 'customers.owner:empty:yes'];
  return (
    <Section title={t('care:week.decide')} note={t('care:week.decide_note')}>
      <ul className={styles.lines}>
        <Line to={withState(paths.alerts(), { state: 'escalated' })} figure={week.alerts.escalatedOpen} bad>
          {t('care:week.escalated')}
        </Line>
        <Line to={paths.teamBoard()} figure={week.tasks.overdue} bad>
          {t('care:week.overdue')}
        </Line>
        <Line to={listOf(unowned)} figure={week.coreUnowned}>
          {t('care:week.unowned', { core: name(week.core) })}
        </Line>
      </ul>
    </Section>
  );
}

function Ahead({ week: { ahead } }: { week: Week }) {
  const { t } = useTranslation();
  const dates = (kind: string) => withState(paths.upcomingDates(), { days: '7', kind });
  return (
    <Section title={t('care:week.ahead')} note={t('care:week.ahead_note')}>
      <ul className={styles.lines}>
        <Line to={paths.teamBoard()} figure={ahead.tasks}>
          {t('care:week.due', { count: ahead.visits })}
        </Line>
        <Line to={dates('birthday')} figure={ahead.birthdays}>
          {t('care:week.birthdays')}
        </Line>
        <Line to={dates('plan_end')} figure={ahead.planEnds}>
          {t('care:week.plan_ends')}
        </Line>
      </ul>
    </Section>
  );
}

function Plans({ week: { plans } }: { week: Week }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('care:win_back.title')}>
      {plans.length === 0 ? (
        <p>
          <span className="lk-soft">{t('care:week.no_plan')}</span>{' '}
          <Link to={paths.winBackNew()}>{t('care:win_back.add')}</Link>
        </p>
      ) : (
        <ul className={styles.lines}>
          {plans.map((plan) => (
            <li key={plan.planId}>
              <span>
                <Link to={paths.winBackMembers(plan.planId)}>{plan.name}</Link>
                <span className={styles.under}>
                  {t('care:week.plan', { count: plan.tasksOpen, day: format.day(plan.endsOn) })}
                </span>
              </span>
              <b title={t('care:win_back.recall')}>
                {format.percent(plan.recallRate ?? 0, 0)}{' '}
                <span className="lk-soft">/ {format.percent(plan.goalRate, 0)}</span>
              </b>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Changes({ week: { segments } }: { week: Week }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('care:week.segments')}>
      {segments.length === 0 ? (
        <p className="lk-soft">{t('care:week.no_change')}</p>
      ) : (
        <ul className={styles.lines}>
          {segments.map(({ segmentId, name, size, before }) => (
            <li key={segmentId}>
              <Link to={withState(paths.segment(segmentId), { tab: 'history' })}>{name}</Link>
              <span>
                <span className="lk-soft">{format.number(before)} →</span> <b>{format.number(size)}</b>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
