import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { createFreshRule, listFreshRules } from '#modules/care/fresh-contract.ts';
import { getQuality } from '#modules/customers/quality-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { useVocabulary, vocabularyRead } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank, Stat, Stats } from '../../ui/stat.tsx';
import styles from '../customers/field-settings.module.css';
import { useQualityName } from '../customers/quality-fields.ts';

type Answer = ResultOf<typeof listFreshRules>;
type Row = Answer['rows'][number];

export const freshRead = read(listFreshRules);

export const loader = () => {
  prefetch(vocabularyRead);
  return prefetch(freshRead);
};

export const handle = { permission: createFreshRule.permission };

function useColumns(fields: Answer['fields']): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  const vocabulary = useVocabulary();
  const qualityName = useQualityName();
  return useMemo(
    () => [
      {
        title: t('fresh:field'),
        key: 'field',
        render: (_, { ruleId, field }) => (
          <Link to={paths.freshRule(ruleId)}>
            {qualityName(field, fields.find((one) => one.field === field)?.name ?? null)}
          </Link>
        ),
      },
      {
        title: t('fresh:class'),
        dataIndex: 'class4',
        render: (code: string | null) =>
          code === null ? t('fresh:everybody') : <CodeTag code={code}>{vocabulary('class4', code)}</CodeTag>,
      },
      {
        title: t('fresh:rhythm'),
        key: 'months',
        render: (_, { months, askMissing }) =>
          [t('fresh:every', { count: months }), askMissing && t('fresh:and_missing')].filter(Boolean).join(' · '),
      },
      {
        title: t('fresh:due'),
        dataIndex: 'due',
        align: 'right',
        render: (due: number | null, { countedAt }) =>
          due === null ? (
            <Blank />
          ) : (
            <>
              {format.number(due)}
              {countedAt && <span className={styles.code}>{t('fresh:counted', { at: format.moment(countedAt) })}</span>}
            </>
          ),
      },
      {
        title: t('customers:field.state'),
        key: 'state',
        render: (_, { active, field }) => {
          const gone = !fields.some((one) => one.field === field);
          return (
            <CodeTag code={gone ? 'failed' : active ? 'completed' : 'cancelled'}>
              {t(gone ? 'fresh:field_gone' : active ? 'fresh:active' : 'fresh:resting')}
            </CodeTag>
          );
        },
      },
    ],
    [t, format, vocabulary, qualityName, fields],
  );
}

/** Which data must be confirmed how often, and how much work may come of it a day. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const seesQuality = useCan()(getQuality.permission);
  const found = useRead(freshRead);
  const columns = useColumns(found.data?.fields ?? []);
  const add = (
    <Button type="primary" onClick={() => void navigate(paths.freshRuleNew())}>
      {t('fresh:add')}
    </Button>
  );
  return (
    <Page
      title={t('fresh:title')}
      note={t('fresh:note')}
      actions={
        <>
          {seesQuality && <ButtonLink to={paths.quality()}>{t('fresh:quality')}</ButtonLink>}
          {add}
        </>
      }
    >
      <Shown query={found}>
        {(data) => (
          <div style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
            <Limits data={data} />
            <Section flush>
              {data.rows.length === 0 ? (
                <EmptyState title={t('fresh:empty')} text={t('fresh:empty_text')} action={add} />
              ) : (
                <Table<Row>
                  rowKey="ruleId"
                  columns={columns}
                  dataSource={data.rows}
                  pagination={false}
                  scroll={{ x: 680 }}
                />
              )}
            </Section>
          </div>
        )}
      </Shown>
      <Outlet />
    </Page>
  );
}

function Limits({ data: { settings, lastLook } }: { data: Answer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const format = useFormat();
  return (
    <Section
      title={t('fresh:limits')}
      note={
        lastLook
          ? t('fresh:last_look', { at: format.moment(lastLook.at), count: lastLook.tasks })
          : t('fresh:no_look_yet')
      }
      actions={<Button onClick={() => void navigate(paths.freshLimits())}>{t('fresh:change')}</Button>}
    >
      <Stats>
        <Stat label={t('fresh:perDay')} value={format.number(settings.perDay)} />
        <Stat label={t('fresh:perPerson')} value={format.number(settings.perPerson)} />
        <Stat label={t('fresh:openAtMost')} value={format.number(settings.openAtMost)} />
      </Stats>
    </Section>
  );
}
