import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { listInteractionKinds, updateInteractionKind } from '#modules/interactions/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';

const kinds = read(listInteractionKinds);

export const loader = () => prefetch(kinds);
export const handle = { permission: updateInteractionKind.permission };

type Kind = ResultOf<typeof listInteractionKinds>['rows'][number];

/** What there is to record, how it is shown, and how long it is kept. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = useRead(kinds);
  const columns = useColumns();
  const add = (
    <Button type="primary" onClick={() => void navigate(paths.interactionKindNew())}>
      {t('interactions:kinds.add')}
    </Button>
  );
  return (
    <Page title={t('interactions:kinds.title')} note={t('interactions:kinds.note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {({ rows }) => (
            <Table<Kind> rowKey="code" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 760 }} />
          )}
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}

function useColumns(): TableColumnsType<Kind> {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  return useMemo(
    () => [
      {
        title: t('interactions:kinds.name'),
        render: (_, kind) => <Link to={paths.interactionKind(kind.code)}>{name(kind.names)}</Link>,
      },
      { title: t('interactions:kinds.code'), dataIndex: 'code' },
      {
        title: t('interactions:kinds.part'),
        dataIndex: 'part',
        render: (part: string) => t(`interactions:kinds.part_${part}`),
      },
      {
        title: t('interactions:kinds.shown'),
        dataIndex: 'shown',
        render: (shown: string) => t(`interactions:kinds.shown_${shown}`),
      },
      {
        title: t('interactions:kinds.kept'),
        dataIndex: 'retentionDays',
        align: 'right',
        render: (days: number | null) =>
          days === null ? t('interactions:kinds.for_ever') : t('interactions:kinds.days', { count: days }),
      },
      {
        title: t('interactions:kinds.kept_from'),
        dataIndex: 'keptFrom',
        align: 'right',
        render: (day: string | null) => (day === null ? <Blank /> : format.day(day)),
      },
    ],
    [t, name, format],
  );
}
