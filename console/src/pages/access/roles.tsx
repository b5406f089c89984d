import { CheckOutlined } from '@ant-design/icons';
import { App, Checkbox, Select, Table, Tooltip, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  getStart,
  listAudit,
  listPeople,
  listRoles,
  role,
  saveRequiredRoles,
  saveRoleScopes,
  scopeKind,
} from '#modules/access/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
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
        render: (permission: string, { overEverybody }) => (
          <>
            {t(`terms:permission.${permission}`, { defaultValue: permission })}
            <span className={styles.code}>{permission}</span>
            {overEverybody && (
              <Tooltip title={t('access:roles.over_everybody_note')}>
                <span className={styles.limit} tabIndex={0}>
                  {t('access:roles.over_everybody')}
                </span>
              </Tooltip>
            )}
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

/** Whose customers a role sees, changed where it is read. */
function RoleScope({ role: one }: { role: Right['roles'][number] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const scope = useRead(rights).data?.scopes[one];
  const save = useSend(saveRoleScopes, {
    ends: [listRoles, listPeople, listAudit, getStart],
    onDone: () => void message.success(t('access:roles.scope_saved')),
  });
  return (
    <>
      <Select
        aria-label={`${t(`terms:role.${one}`)} ${t('access:roles.scope')}`}
        className={styles.scope ?? ''}
        disabled={one === 'administrator'}
        loading={save.isPending}
        value={scope ?? null}
        options={scopeKind.options.map((kind) => ({ value: kind, label: t(`terms:scope.${kind}`) }))}
        onChange={(kind) => kind && save.mutate({ body: { scopes: { [one]: kind } } })}
      />
      {scope && <p className={styles.note}>{t(`terms:scope_note.${scope}`)}</p>}
      {save.error && <ProblemNote error={save.error} />}
    </>
  );
}

/** Whether the role has to sign in with a second factor. */
function RoleSecondFactor({ role: one }: { role: Right['roles'][number] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const required = useRead(rights).data?.secondFactor ?? [];
  const save = useSend(saveRequiredRoles, {
    ends: [listRoles, listAudit, getStart],
    onDone: () => void message.success(t('access:second.required_saved')),
  });
  return (
    <>
      <Checkbox
        checked={required.includes(one)}
        disabled={save.isPending}
        onChange={({ target }) =>
          save.mutate({ body: { roles: target.checked ? [...required, one] : required.filter((r) => r !== one) } })
        }
      >
        {t('access:second.required')}
      </Checkbox>
      {save.error && <ProblemNote error={save.error} />}
    </>
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
              <dd>
                <RoleScope role={one} />
                <RoleSecondFactor role={one} />
              </dd>
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
