import { Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import type { LifecycleDefinition } from '#modules/scoring/contract.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { ruleText, type Rule } from './rule-words.ts';

/** The rules in the order in which they are asked: the first that holds names the stage. */
export function RulesTable({ definition: { stages, rules } }: { definition: LifecycleDefinition }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const columns: TableColumnsType<Rule> = [
    { title: t('scoring:rule.order'), width: 64, render: (_, __, index) => index + 1 },
    { title: t('scoring:rule.when'), render: (_, rule) => ruleText(rule, t, format) },
    {
      title: t('scoring:rule.stage'),
      width: 160,
      render: (_, rule) => {
        const stage = stages.find(({ code }) => code === rule.stage);
        return <CodeTag code={rule.stage}>{stage ? name(stage) : rule.stage}</CodeTag>;
      },
    },
  ];
  return (
    <Table
      rowKey="code"
      size="small"
      columns={columns}
      dataSource={[...rules]}
      pagination={false}
      scroll={{ x: 560 }}
    />
  );
}
