import { CheckOutlined } from '@ant-design/icons';
import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { listRoles, role } from '#modules/access/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import styles from './roles.module.css';

type Right = ResultOf<typeof listRoles>['rows'][number];

const rights = read(listRoles);

export const loader = () => prefetch(rights);

export const handle = { permission: listRoles.permission };

function useColumns(): TableColumnsType<Right> {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        title: t('access:roles.right'),
        dataIndex: 'permission',
        render: (permission: string) => (
          <>
            {t(`terms:permission.${permission}`, { defaultValue: permission })}
            <span className={styles.code}>{permission}</span>
          </>
        ),
      },
      ...role.options.map((one) => ({
        title: t(`terms:role.${one}`),
        key: one,
        align: 'center' as const,
        width: 128,
        render: (_: unknown, { roles }: Right) =>
          roles.includes(one) ? (
            <CheckOutlined className={styles.yes ?? ''} aria-label={t('access:roles.yes')} />
          ) : (
            <span className="lk-hidden">{t('access:roles.no')}</span>
          ),
      })),
    ],
    [t],
  );
}

export function Component() {
  const { t } = useTranslation();
  const found = useRead(rights);
  const columns = useColumns();
  return (
    <Page title={t('access:roles.title')} note={t('access:roles.note')}>
      <Section>
        <dl className={styles.roles}>
          {role.options.map((one) => (
            <div key={one}>
              <dt>{t(`terms:role.${one}`)}</dt>
              <dd>{t(`terms:role_note.${one}`)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section flush>
        <Shown query={found}>
          {({ rows }) => (
            <Table<Right>
              rowKey="permission"
              size="small"
              columns={columns}
              dataSource={rows}
              pagination={false}
              scroll={{ x: 960 }}
            />
          )}
        </Shown>
      </Section>
    </Page>
  );
}
