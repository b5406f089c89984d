import { Button, Select, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoaderFunctionArgs } from 'react-router';
import { listAudit, listPeople } from '#modules/access/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useFormat } from '../../format.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { AuditChange } from './audit-change.tsx';
import { auditedActions, useActionName, useActorName, useSubject } from './audit-names.tsx';

type Entry = ResultOf<typeof listAudit>['rows'][number];

const Nothing = ({ filtered, onClear }: { filtered: boolean; onClear: () => void }) => {
  const { t } = useTranslation();
  return filtered ? (
    <EmptyState
      title={t('access:audit.none_found')}
      action={<Button onClick={onClear}>{t('shell:clear_filters')}</Button>}
    />
  ) : (
    <EmptyState title={t('access:audit.empty')} text={t('access:audit.empty_text')} />
  );
};

const urlDefaults = { actor: '', action: '', after: '' };

const entries = ({ actor, action, after }: typeof urlDefaults) =>
  read(listAudit, { query: { actorId: actor, action, after } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(entries(stateOf(urlDefaults, request)));

export const handle = { permission: listAudit.permission };

function useColumns(): TableColumnsType<Entry> {
  const { t } = useTranslation();
  const format = useFormat();
  const actionName = useActionName();
  const actorName = useActorName();
  const subject = useSubject();
  return useMemo(
    () => [
      { title: t('access:audit.at'), dataIndex: 'at', width: 148, render: (at: string) => format.moment(at) },
      {
        title: t('access:audit.actor'),
        key: 'actor',
        width: 104,
        ellipsis: true,
        render: (_, entry) => actorName(entry),
      },
      { title: t('access:audit.action'), dataIndex: 'action', width: 124, render: actionName },
      { title: t('access:audit.subject'), key: 'subject', width: 140, render: (_, entry) => subject(entry) },
      { title: t('access:audit.change'), key: 'change', render: (_, entry) => <AuditChange entry={entry} /> },
    ],
    [t, format, actionName, actorName, subject],
  );
}

export function Component() {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const found = useRead(entries(state), { keep: true });
  const people = useRead(read(listPeople));
  const actionName = useActionName();
  const columns = useColumns();
  const clear = () => setState(urlDefaults);
  return (
    <Page title={t('access:audit.title')} note={t('access:audit.note')}>
      <Section flush>
        <FilterBar>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('access:audit.actor')}
            placeholder={t('access:audit.all_actors')}
            style={{ width: 200 }}
            value={state.actor || null}
            options={people.data?.rows.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(actor) => setState({ actor: actor ?? '', after: '' })}
          />
          <Select
            allowClear
            aria-label={t('access:audit.action')}
            placeholder={t('access:audit.all_actions')}
            style={{ width: 220 }}
            value={state.action || null}
            options={auditedActions.map((value) => ({ value, label: actionName(value) }))}
            onChange={(action) => setState({ action: action ?? '', after: '' })}
          />
        </FilterBar>
        <Shown query={found} lines={12}>
          {({ rows, next }) => (
            <>
              <Table<Entry>
                rowKey="auditId"
                size="small"
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 820 }}
                locale={{ emptyText: <Nothing filtered={state.actor + state.action !== ''} onClear={clear} /> }}
              />
              <KeysetPager next={next} />
            </>
          )}
        </Shown>
      </Section>
    </Page>
  );
}
