import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { saveRelationKind, type RelationKind } from '#modules/customers/relations-contract.ts';
import { paths } from '../../paths.ts';
import { prefetch, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import styles from './field-settings.module.css';
import { relationKindsRead, useRelationWords } from './relation-words.ts';

export const loader = () => prefetch(relationKindsRead);

export const handle = { permission: saveRelationKind.permission };

function useColumns(): TableColumnsType<RelationKind> {
  const { t } = useTranslation();
  const { word } = useRelationWords();
  return useMemo(() => {
    const end = (kind: RelationKind['ownKind']) =>
      kind ? t(`terms:choice.customers.kind.${kind}`) : t('relations:anybody');
    return [
      {
        title: t('relations:kind.name'),
        key: 'name',
        render: (_, { code }) => (
          <>
            <Link to={paths.relationKind(code)}>{word(code, 'forth')}</Link>
            <span className={styles.code}>{code}</span>
          </>
        ),
      },
      {
        title: t('relations:kind.back_name'),
        key: 'back',
        render: (_, { code, mutual }) =>
          mutual ? <span className="lk-soft">{t('relations:kind.mutual')}</span> : word(code, 'back'),
      },
      {
        title: t('relations:kind.between'),
        key: 'between',
        render: (_, { ownKind, otherKind }) => `${end(ownKind)} – ${end(otherKind)}`,
      },
      {
        title: t('customers:field.state'),
        dataIndex: 'archived',
        render: (archived: boolean) => (
          <CodeTag code={archived ? 'cancelled' : 'completed'}>
            {t(archived ? 'customers:field.archived' : 'customers:field.in_use')}
          </CodeTag>
        ),
      },
    ];
  }, [t, word]);
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = useRead(relationKindsRead);
  const columns = useColumns();
  const add = (
    <Button type="primary" onClick={() => void navigate(paths.relationKindNew())}>
      {t('relations:kind.add')}
    </Button>
  );
  return (
    <Page title={t('relations:kind.title')} note={t('relations:kind.title_note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {({ rows }) => (
            <Table<RelationKind>
              rowKey="code"
              columns={columns}
              dataSource={rows}
              pagination={false}
              scroll={{ x: 640 }}
            />
          )}
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
