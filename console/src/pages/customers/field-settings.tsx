import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import {
  createCustomField,
  listCustomFields,
  orderCustomFields,
  type CustomField,
} from '#modules/customers/custom-contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { customRead } from './custom-reads.ts';
import styles from './field-settings.module.css';

export const loader = () => prefetch(customRead);

export const handle = { permission: createCustomField.permission };

function useColumns(fields: readonly CustomField[], onMove: ((from: number, to: number) => void) | null) {
  const { t } = useTranslation();
  return useMemo(
    (): TableColumnsType<CustomField> => [
      {
        title: t('customers:field.name'),
        dataIndex: 'name',
        render: (name: string, { fieldId, code }) => (
          <>
            {onMove ? <Link to={paths.customerField(fieldId)}>{name}</Link> : name}
            <span className={styles.code}>{code}</span>
          </>
        ),
      },
      {
        title: t('customers:field.type'),
        dataIndex: 'type',
        render: (type: string) => t(`customers:field_type.${type}`),
      },
      { title: t('customers:field.section'), dataIndex: 'section', render: (text: string) => text || <Blank /> },
      { title: t('customers:field.rules'), key: 'rules', width: '26%', render: (_, field) => <Rules field={field} /> },
      {
        title: t('customers:field.seen_by'),
        dataIndex: 'viewRoles',
        render: (roles: string[] | null) =>
          roles
            ? roles.map((role) => t(`terms:role.${role}`)).join(t('shell:list_comma'))
            : t('customers:field.everybody'),
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
      ...(onMove
        ? [
            {
              key: 'move',
              width: 88,
              align: 'right' as const,
              render: (_: unknown, field: CustomField, index: number) => (
                <>
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUpOutlined />}
                    aria-label={t('customers:field.up', { name: field.name })}
                    disabled={index === 0}
                    onClick={() => onMove(index, index - 1)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDownOutlined />}
                    aria-label={t('customers:field.down', { name: field.name })}
                    disabled={index === fields.length - 1}
                    onClick={() => onMove(index, index + 1)}
                  />
                </>
              ),
            },
          ]
        : []),
    ],
    [t, fields.length, onMove],
  );
}

/** What a value must keep to, in a few words. */
function Rules({ field: { type, choices, rules } }: { field: CustomField }) {
  const { t } = useTranslation();
  const format = useFormat();
  const bound = (value: string | number | null | undefined) => {
    if (value === null || value === undefined || value === '') return '…';
    if (typeof value === 'string') return format.day(value);
    return type === 'money' ? format.money(value) : format.number(value);
  };
  const said = [
    ...(rules.required ? [t('customers:field.required')] : []),
    ...(choices.length > 0
      ? [
          choices
            .filter((choice) => !choice.archived)
            .map((choice) => choice.name)
            .join(' / '),
        ]
      : []),
    ...(typeof rules.min === 'number' || typeof rules.max === 'number' || rules.min || rules.max
      ? [`${bound(rules.min)} – ${bound(rules.max)}`]
      : []),
    ...(rules.maxLength ? [t('customers:field.at_most', { count: rules.maxLength })] : []),
    ...(rules.pattern ? [rules.pattern] : []),
  ];
  return said.length > 0 ? said.join(' · ') : <Blank />;
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayChange = useCan()(createCustomField.permission);
  const found = useRead(customRead);
  const add = mayChange && (
    <Button type="primary" onClick={() => void navigate(paths.customerFieldNew())}>
      {t('customers:field.add')}
    </Button>
  );
  return (
    <Page title={t('customers:field.title')} note={t('customers:field.note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState title={t('customers:field.empty')} text={t('customers:field.empty_text')} action={add} />
            ) : (
              <Fields fields={rows} mayChange={mayChange} />
            )
          }
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}

function Fields({ fields, mayChange }: { fields: CustomField[]; mayChange: boolean }) {
  const order = useSend(orderCustomFields, { ends: [listCustomFields] });
  const { mutate } = order;
  const move = useMemo(() => {
    if (!mayChange) return null;
    return (from: number, to: number) => {
      const ids = fields.map((field) => field.fieldId);
      const [moved = 0] = ids.splice(from, 1);
      ids.splice(to, 0, moved);
      mutate({ body: { fieldIds: ids } });
    };
  }, [fields, mayChange, mutate]);
  const columns = useColumns(fields, move);
  return (
    <>
      {order.error && <ProblemNote error={order.error} />}
      <Table<CustomField>
        rowKey="fieldId"
        columns={columns}
        dataSource={fields}
        pagination={false}
        scroll={{ x: 920 }}
      />
    </>
  );
}
