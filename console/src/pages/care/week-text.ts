/** The week as plain lines, to be pasted where the team talks. Names of customers stay in the house. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { getWeek } from '#modules/care/week-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';

export type Week = ResultOf<typeof getWeek>;

export function useWeekText(week: Week): string {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return useMemo(() => {
    const number = format.number;
    const share = (part: number, of: number) => (of > 0 ? format.percent(part / of, 0) : '–');
    const { alerts, returned, tasks, ahead } = week;
    const core = name(week.core);
    const lines = [
      `${t('care:week.title')} ${format.day(week.from)} – ${format.day(week.until)}`,
      t('care:week.said.alerts', {
        raised: number(alerts.raised.now),
        handled: number(alerts.handled.now),
        inTime: share(alerts.inTime.now, alerts.handled.now),
      }),
      t('care:week.said.returned', {
        customers: number(returned.customers.now),
        money: format.roundMoney(returned.netCents.now),
        before: number(returned.customers.before),
      }),
      t('care:week.said.tasks', {
        done: number(tasks.done.now),
        good: share(tasks.good.now, tasks.done.now),
        overdue: number(tasks.overdue),
      }),
      week.moves
        .map(({ kind, customers }) => `${t(`care:week.move.${kind}`, { core })} ${number(customers.now)}`)
        .join(t('shell:list_comma')),
      ...week.plans.map((plan) =>
        t('care:week.said.plan', {
          name: plan.name,
          rate: format.percent(plan.recallRate ?? 0, 0),
          goal: format.percent(plan.goalRate, 0),
        }),
      ),
      t('care:week.said.ahead', {
        tasks: number(ahead.tasks),
        birthdays: number(ahead.birthdays),
        planEnds: number(ahead.planEnds),
      }),
    ];
    return lines.join('\n');
  }, [week, t, format, name]);
}
