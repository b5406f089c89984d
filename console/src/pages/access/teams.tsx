import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { listPeople, listTeams, updateTeam, type Team } from '#modules/access/contract.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';

const NoTeams = ({ action }: { action: ReactNode }) => {
  const { t } = useTranslation();
  return <EmptyState title={t('access:teams.empty')} text={t('access:teams.empty_text')} action={action} />;
};

const teams = read(listTeams);

export const loader = () => prefetch(teams);

function useColumns(mayChange: boolean): TableColumnsType<Team> {
  const { t } = useTranslation();
  const people = useRead(read(listPeople)).data;
  return useMemo(() => {
    const names = new Map(people?.rows.map((person) => [person.id, person.name]));
    return [
      {
        title: t('access:teams.name'),
        dataIndex: 'name',
        ellipsis: true,
        render: (name: string, { teamId }) => (mayChange ? <Link to={paths.team(teamId)}>{name}</Link> : name),
      },
      {
        title: t('access:teams.lead'),
        dataIndex: 'leadId',
        render: (id: string | null) => (id === null ? <Blank /> : names.get(id)),
      },
      {
        title: t('access:teams.members'),
        dataIndex: 'memberIds',
        width: '44%',
        render: (ids: string[]) => (
          <>
            {ids.map((id) => names.get(id)).join(t('shell:list_comma'))}{' '}
            <span className="lk-faint">{t('access:teams.members_count', { count: ids.length })}</span>
          </>
        ),
      },
      {
        title: t('access:teams.state'),
        dataIndex: 'active',
        render: (active: boolean) => (
          <CodeTag code={active ? 'completed' : 'cancelled'}>
            {t(active ? 'access:teams.active' : 'access:teams.inactive')}
          </CodeTag>
        ),
      },
    ];
  }, [t, people, mayChange]);
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayChange = useCan()(updateTeam.permission);
  const found = useRead(teams);
  const columns = useColumns(mayChange);
  const add = mayChange && (
    <Button type="primary" onClick={() => void navigate(paths.teamNew())}>
      {t('access:teams.add')}
    </Button>
  );
  return (
    <Page title={t('access:teams.title')} note={t('access:teams.note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {({ rows }) =>
            rows.length === 0 ? (
              <NoTeams action={add} />
            ) : (
              <Table<Team> rowKey="teamId" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 720 }} />
            )
          }
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
