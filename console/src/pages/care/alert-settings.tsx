import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet } from 'react-router';
import { listAlertRules, saveAlertRule } from '#modules/care/contract.ts';
import { listActions } from '#modules/care/policy-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { useTaskWords } from './task-words.ts';

type Rule = ResultOf<typeof listAlertRules>['rows'][number];
type Action = ResultOf<typeof listActions>['rows'][number];

const rulesRead = read(listAlertRules);
const actionsRead = read(listActions);

export function loader(): null {
  prefetch(actionsRead);
  return prefetch(rulesRead);
}

export const handle = { permission: saveAlertRule.permission };

const OnOff = ({ active }: { active: boolean }) => {
  const { t } = useTranslation();
  return <CodeTag code={active ? 'completed' : 'cancelled'}>{t(active ? 'care:rules.on' : 'care:rules.off')}</CodeTag>;
};

function useRuleColumns(): TableColumnsType<Rule> {
  const { t } = useTranslation();
  const name = useName();
  const { templateOf } = useTaskWords();
  return useMemo(
    () => [
      {
        title: t('care:rules.rule'),
        key: 'name',
        render: (_, rule) => <Link to={paths.alertRule(rule.code)}>{name(rule.name)}</Link>,
      },
      {
        title: t('care:rules.state'),
        dataIndex: 'active',
        width: 110,
        render: (active: boolean) => <OnOff active={active} />,
      },
      {
        title: t('care:rules.task'),
        dataIndex: 'templateCode',
        render: (code: string) => {
          const template = templateOf(code);
          return template ? name(template.name) : code;
        },
      },
      {
        title: t('care:rules.deadline'),
        dataIndex: 'deadlineHours',
        width: 130,
        align: 'right',
        render: (hours: number) => t('care:rules.hours', { count: hours }),
      },
      {
        title: t('care:rules.quiet'),
        dataIndex: 'quietDays',
        width: 130,
        align: 'right',
        render: (days: number) => t('care:day.days', { count: days }),
      },
    ],
    [t, name, templateOf],
  );
}

function useActionColumns(): TableColumnsType<Action> {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  return useMemo(
    () => [
      {
        title: t('care:actions.action'),
        key: 'name',
        render: (_, action) => <Link to={paths.adviceRule(action.code)}>{name(action.name)}</Link>,
      },
      { title: t('care:actions.when'), key: 'when', render: (_, action) => name(action.when) },
      {
        title: t('care:rules.state'),
        dataIndex: 'active',
        width: 110,
        render: (active: boolean) => <OnOff active={active} />,
      },
      {
        title: t('care:actions.uplift'),
        dataIndex: 'upliftPrior',
        width: 120,
        align: 'right',
        render: (uplift: number) => format.percent(uplift),
      },
      {
        title: t('care:actions.dismissed'),
        dataIndex: 'dismissed',
        width: 150,
        align: 'right',
        render: (count: number) => format.number(count),
      },
    ],
    [t, name, format],
  );
}

/** The rules behind alerts and advice, with the figures they run by. */
export function Component() {
  const { t } = useTranslation();
  const rules = useRead(rulesRead);
  const actions = useRead(actionsRead);
  const ruleColumns = useRuleColumns();
  const actionColumns = useActionColumns();
  return (
    <Page
      title={t('care:rules.title')}
      note={t('care:rules.note')}
      actions={<ButtonLink to={paths.careSettings()}>{t('care:settings.title')}</ButtonLink>}
    >
      <Section title={t('care:rules.alerts')} flush>
        <Shown query={rules} lines={6}>
          {({ rows }) => (
            <Table<Rule> rowKey="code" columns={ruleColumns} dataSource={rows} pagination={false} scroll={{ x: 760 }} />
          )}
        </Shown>
      </Section>
      <Section title={t('care:actions.title')} note={t('care:actions.note')} flush>
        <Shown query={actions} lines={8}>
          {({ rows }) => (
            <Table<Action>
              rowKey="code"
              columns={actionColumns}
              dataSource={rows}
              pagination={false}
              scroll={{ x: 860 }}
            />
          )}
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
