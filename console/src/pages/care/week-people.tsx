import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format.ts';
import { paths, withState } from '../../paths.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Blank } from '../../ui/stat.tsx';
import type { Week } from './week-text.ts';

type Person = Week['people'][number];

/** Who did how much in the seven days, and what they have left. */
export function WeekPeople({ people }: Pick<Week, 'people'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const figure = (key: 'done' | 'open' | 'overdue', title: string) => ({
    title,
    dataIndex: key,
    align: 'right' as const,
    width: 120,
    render: (value: number) =>
      key === 'overdue' && value > 0 ? <b className="lk-bad">{format.number(value)}</b> : format.number(value),
  });
  return (
    <Section title={t('care:week.people')} flush>
      <Table<Person>
        rowKey="personId"
        size="small"
        pagination={false}
        dataSource={people}
        locale={{ emptyText: <EmptyState title={t('care:team.empty')} text={t('care:team.empty_text')} /> }}
        columns={[
          {
            title: t('care:team.person'),
            key: 'person',
            render: (_, { personId, name }) => (
              <Link to={withState(paths.teamBoard(), { days: '7', person: personId })}>{name}</Link>
            ),
          },
          figure('done', t('care:team.done')),
          {
            title: t('care:team.good'),
            key: 'good',
            align: 'right',
            width: 140,
            render: (_, { done, good }) => (done > 0 ? format.percent(good / done, 0) : <Blank />),
          },
          figure('open', t('care:team.open')),
          figure('overdue', t('care:team.overdue')),
        ]}
      />
    </Section>
  );
}
