import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { createWinBackPlan, listInterviews, listWinBackPlans, updateWinBackPlan } from '#modules/care/plan-contract.ts';
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
import { Stat } from '../../ui/stat.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { Bars } from './bars.tsx';
import { useTaskWords } from './task-words.ts';
import styles from './win-back.module.css';

type Answer = ResultOf<typeof listWinBackPlans>;
type Plan = Answer['rows'][number];

const plansRead = read(listWinBackPlans);
const interviewsRead = read(listInterviews, { query: { limit: 10 } });

export function loader(): null {
  prefetch(interviewsRead);
  return prefetch(plansRead);
}

export const handle = { permission: listWinBackPlans.permission };

/** Plans with goal, means, owner, timetable and budget, and how far each has come; what lost customers said. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayPlan = useCan()(createWinBackPlan.permission);
  const query = useRead(plansRead);
  const interviews = useRead(interviewsRead);
  const add = mayPlan && (
    <Button type="primary" onClick={() => void navigate(paths.winBackNew())}>
      {t('care:win_back.add')}
    </Button>
  );
  return (
    <Page title={t('care:win_back.title')} note={t('care:win_back.note')} actions={add}>
      <Shown query={query} lines={8}>
        {({ rows, definitions }) =>
          rows.length === 0 ? (
            <Section>
              <EmptyState title={t('care:win_back.empty')} text={t('care:win_back.empty_text')} action={add} />
            </Section>
          ) : (
            <div className={styles.plans}>
              {rows.map((plan) => (
                <OnePlan key={plan.planId} plan={plan} definition={definitions.recallRate ?? ''} />
              ))}
            </div>
          )
        }
      </Shown>
      <Shown query={interviews} lines={5}>
        {(data) => <Interviews data={data} />}
      </Shown>
      <Outlet />
    </Page>
  );
}

function OnePlan({ plan, definition }: { plan: Plan; definition: string }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const { reasons } = useTaskWords();
  const mayEdit = useCan()(updateWinBackPlan.permission);
  const reason = reasons.find(({ code }) => code === plan.reasonCode);
  const share = plan.recallRate === null ? 0 : Math.min(1, plan.recallRate / plan.goalRate);
  return (
    <Section
      title={plan.name}
      note={[
        t(`care:win_back.state.${plan.state}`),
        `${format.day(plan.startsOn)} – ${format.day(plan.endsOn)}`,
        plan.ownerName,
        reason ? t('care:win_back.for_reason', { reason: name(reason) }) : t('care:win_back.every_reason'),
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={
        <>
          <ButtonLink to={paths.winBackMembers(plan.planId)}>{t('care:members.see')}</ButtonLink>
          {mayEdit && <ButtonLink to={paths.winBackPlan(plan.planId)}>{t('care:win_back.update')}</ButtonLink>}
        </>
      }
    >
      <dl className={styles.figures}>
        <Stat
          label={<Defined by={definition}>{t('care:win_back.recall')}</Defined>}
          value={plan.recallRate === null ? null : format.percent(plan.recallRate)}
          note={
            <>
              <Link to={paths.winBackMembers(plan.planId)}>
                {t('care:win_back.of_goal', {
                  recalled: plan.recalled,
                  members: plan.members,
                  goal: format.percent(plan.goalRate, 0),
                })}
              </Link>
              <Progress
                percent={Math.round(share * 100)}
                size="small"
                showInfo={false}
                aria-label={t('care:win_back.progress', { name: plan.name })}
              />
            </>
          }
        />
        <Stat label={t('care:win_back.money')} value={format.roundMoney(plan.recalledNetCents)} />
        <Stat
          label={t('care:win_back.spent')}
          value={format.roundMoney(plan.spentCents)}
          note={t('care:win_back.budget', { money: format.roundMoney(plan.budgetCents) })}
          {...(plan.spentCents > plan.budgetCents && { tone: 'bad' as const })}
        />
        <Stat
          label={t('care:win_back.tasks')}
          value={`${format.number(plan.tasksDone)} / ${format.number(plan.tasksDone + plan.tasksOpen)}`}
          note={<Link to={withState(paths.playbooks(), { open: plan.playbook })}>{name(plan.playbookName)}</Link>}
        />
      </dl>
      {plan.note && <p className={styles.text}>{plan.note}</p>}
      {plan.review && (
        <p className={styles.text}>
          <b>{t('care:win_back.review')}</b> {plan.review}
        </p>
      )}
    </Section>
  );
}

function Interviews({ data }: { data: ResultOf<typeof listInterviews> }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const { reasons } = useTaskWords();
  const reasonName = (code: string) => {
    const found = reasons.find((reason) => reason.code === code);
    return found ? name(found) : code;
  };
  return (
    <Section title={t('care:interview.list')} note={t('care:interview.list_note')}>
      {data.rows.length === 0 ? (
        <p className="lk-soft">{t('care:interview.empty')}</p>
      ) : (
        <div className={styles.halves}>
          <Bars
            rows={data.reasons.map((row) => ({
              key: row.code,
              label: name(row),
              value: row.interviews,
              color: '#d9705a',
            }))}
          />
          <ul className={styles.said}>
            {data.rows.map((row) => (
              <li key={`${row.customerId} ${row.key}`}>
                <Link to={paths.customer(row.customerId)}>{row.customer.name ?? row.customer.code}</Link>{' '}
                <span className="lk-soft">
                  {[
                    format.date(row.heldAt),
                    reasonName(row.reasonCode),
                    t(`care:would_return.${row.wouldReturn}`),
                  ].join(' · ')}
                </span>
                {(row.leftFor ?? row.wouldChange) && (
                  <div>{[row.leftFor, row.wouldChange].filter(Boolean).join(' · ')}</div>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}
