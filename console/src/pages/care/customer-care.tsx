import { App, Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dismissAdvice, getCustomerCare, type Advice } from '#modules/care/policy-contract.ts';
import { createTasks, getTaskBoard, listTasks } from '#modules/tasks/contract.ts';
import { listTimeline } from '#modules/customers/contract.ts';
import { getMyDay } from '#modules/care/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { Defined } from '../../components/defined.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { tellProblem } from '../../problem.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import styles from './customer-care.module.css';

type Care = ResultOf<typeof getCustomerCare>;

/** The one thing to do for this customer, why, and what it is assumed to be worth; VIP or not, and why. */
export function CustomerCare({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const may = useCan();
  const query = useRead(read(getCustomerCare, { params: { customerId } }), {
    enabled: may(getCustomerCare.permission),
  });
  if (!may(getCustomerCare.permission)) return null;
  return (
    <Section
      title={
        <>
          {t('care:next.title')} {query.data && <Vip care={query.data} />}
        </>
      }
      actions={
        may(createTasks.permission) && (
          <>
            <ButtonLink size="small" to={paths.customerTask(customerId)}>
              {t('care:next.add_task')}
            </ButtonLink>
            <ButtonLink size="small" to={paths.customerInterview(customerId)}>
              {t('care:interview.title')}
            </ButtonLink>
          </>
        )
      }
    >
      <Shown query={query} lines={2}>
        {(care) => <Steps customerId={customerId} care={care} />}
      </Shown>
    </Section>
  );
}

function Steps({ customerId, care }: { customerId: number; care: Care }) {
  const { t } = useTranslation();
  return (
    <>
      {care.next ? (
        <One customerId={customerId} advice={care.next} />
      ) : (
        <p className="lk-soft">
          {care.restsAfterContact === null && t('care:next.nothing')}
          {care.restsAfterContact === 0 && t('care:next.contacted_today')}
          {care.restsAfterContact !== null &&
            care.restsAfterContact > 0 &&
            t('care:next.contacted', { count: care.restsAfterContact })}
        </p>
      )}
      {care.others.length > 0 && (
        <details className={styles.others}>
          <summary>{t('care:next.others', { count: care.others.length })}</summary>
          {care.others.map((advice) => (
            <One key={`${advice.action} ${advice.taskId}`} customerId={customerId} advice={advice} />
          ))}
        </details>
      )}
    </>
  );
}

function Vip({ care: { vip } }: { care: Care }) {
  const { t } = useTranslation();
  const name = useName();
  if (!vip.vip) return null;
  const why = (
    <ul className={styles.why}>
      {vip.conditions.map((condition) => (
        <li key={condition.zh}>
          {condition.holds ? '✓' : '·'} {name(condition)}
        </li>
      ))}
    </ul>
  );
  return (
    <Popover trigger={['hover', 'focus', 'click']} title={t('care:vip.why', { count: vip.needed })} content={why}>
      <button type="button" className={styles.vip}>
        VIP
      </button>
    </Popover>
  );
}

const DAY_MS = 86_400_000;

function One({ customerId, advice }: { customerId: number; advice: Advice }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const { message } = App.useApp();
  const mayWork = useCan()(createTasks.permission);
  const ends = [getCustomerCare, listTasks, getMyDay, getTaskBoard, listTimeline];
  const fail = { onError: (error: Error) => void message.error(tellProblem(t, error)) };
  const create = useSend(createTasks, { ends, onDone: () => void message.success(t('care:next.taken')) });
  const dismiss = useSend(dismissAdvice, {
    ends: [getCustomerCare],
    onDone: () => void message.success(t('care:next.noted')),
  });
  const take = () =>
    create.mutate(
      {
        body: {
          tasks: [
            {
              customerId,
              kind: advice.kind,
              title: name(advice.name),
              templateCode: advice.templateCode,
              dueAt: new Date(Date.now() + DAY_MS).toISOString(),
              notes: name(advice.reason),
              key: `advice:${advice.action}`,
            },
          ],
        },
      },
      fail,
    );
  return (
    <div className={styles.advice}>
      <div className={styles.text}>
        <p>
          <b>{name(advice.name)}</b>
        </p>
        <p>{name(advice.reason)}</p>
        {advice.expectedValueCents !== null && (
          <p className="lk-soft">
            <Defined by="care.advice_value">
              {t('care:next.worth', {
                money: format.roundMoney(advice.expectedValueCents),
                uplift: format.percent(advice.upliftPrior),
              })}
            </Defined>
          </p>
        )}
      </div>
      {mayWork && (
        <div className={styles.buttons}>
          {advice.taskId === null ? (
            <>
              <Button type="primary" size="small" loading={create.isPending} onClick={take}>
                {t('care:next.take')}
              </Button>
              <Button
                type="text"
                size="small"
                loading={dismiss.isPending}
                onClick={() => dismiss.mutate({ params: { customerId }, body: { action: advice.action } }, fail)}
              >
                {t('care:next.not_helpful')}
              </Button>
            </>
          ) : (
            <Link to={withState(paths.myDay(), { task: String(advice.taskId) })}>{t('care:next.open_task')}</Link>
          )}
        </div>
      )}
    </div>
  );
}
