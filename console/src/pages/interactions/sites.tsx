import { useQuery } from '@tanstack/react-query';
import { Button, Table, Typography, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { listReceived, listSites, type Site } from '#modules/interactions/tracking-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { useDuration } from './duration.ts';
import styles from './sites.module.css';

const sites = read(listSites);

export const loader = () => prefetch(sites);
export const handle = { permission: listSites.permission };

type SiteRow = ResultOf<typeof listSites>['rows'][number];

/** Web sites and apps, each with what is put into its pages and what came from them a moment ago. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = useRead(sites);
  const add = (
    <Button type="primary" onClick={() => void navigate(paths.siteNew())}>
      {t('interactions:sites.add')}
    </Button>
  );
  return (
    <Page title={t('interactions:sites.title')} note={t('interactions:sites.note')} actions={add}>
      <Shown query={found}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Section>
              <EmptyState
                title={t('interactions:sites.empty')}
                text={t('interactions:sites.empty_text')}
                action={add}
              />
            </Section>
          ) : (
            rows.map((site) => <OneSite key={site.siteId} site={site} />)
          )
        }
      </Shown>
      <Outlet />
    </Page>
  );
}

function OneSite({ site }: { site: SiteRow }) {
  const { t } = useTranslation();
  return (
    <Section
      title={site.name}
      actions={
        <span className={styles.head}>
          <CodeTag code={site.active ? 'completed' : 'cancelled'}>
            {t(site.active ? 'interactions:sites.open' : 'interactions:sites.closed')}
          </CodeTag>
          <Link to={paths.site(site.siteId)}>{t('interactions:sites.change')}</Link>
        </span>
      }
    >
      <p className={styles.rule}>
        {site.origins.length > 0 ? site.origins.join(t('shell:list_comma')) : t('interactions:sites.app_only')} ·{' '}
        {t(`interactions:sites.rule_${site.identify}`)}
      </p>
      <h3 className={styles.step}>{t('interactions:sites.snippet')}</h3>
      <Typography.Paragraph copyable={{ text: snippetOf(site) }} className={styles.snippet}>
        <pre tabIndex={0} aria-label={t('interactions:sites.snippet')}>
          {snippetOf(site)}
        </pre>
      </Typography.Paragraph>
      <h3 className={styles.step}>{t('interactions:sites.received')}</h3>
      <ReceivedTable siteId={site.siteId} />
    </Section>
  );
}

/** What goes into each page, before the end of its head. */
const snippetOf = ({ key }: Pick<Site, 'key'>): string =>
  [
    '<script>window.liuke=window.liuke||function(){(liuke.q=liuke.q||[]).push(arguments)};</script>',
    `<script async src="${window.location.origin}/track.js" data-site="${key}"></script>`,
  ].join('\n');

type Received = ResultOf<typeof listReceived>['rows'][number];

const ASK_AGAIN_MS = 4_000;

function ReceivedTable({ siteId }: { siteId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const duration = useDuration();
  const received = useQuery({ ...read(listReceived, { params: { siteId } }), refetchInterval: ASK_AGAIN_MS });
  const columns = useMemo<TableColumnsType<Received>>(
    () => [
      {
        title: t('interactions:sites.at'),
        dataIndex: 'receivedAt',
        width: 170,
        render: (at: string) => format.moment(at),
      },
      {
        title: t('interactions:sites.kind'),
        dataIndex: 'kind',
        width: 140,
        render: (kind: string) => t(`interactions:kind.${kind}`, { defaultValue: kind }),
      },
      {
        title: t('interactions:sites.page'),
        ellipsis: true,
        render: (_, { title, page }) => [title, page].filter(Boolean).join(' · ') || <Blank />,
      },
      {
        title: t('interactions:sites.stay'),
        dataIndex: 'seconds',
        width: 120,
        render: (seconds: number | null) => (seconds === null ? <Blank /> : duration(seconds)),
      },
      {
        title: t('interactions:sites.who'),
        dataIndex: 'identity',
        width: 150,
        render: (identity: string) => t(`interactions:sites.identity_${identity}`),
      },
    ],
    [t, format, duration],
  );
  return (
    <Table<Received>
      rowKey="receivedId"
      size="small"
      columns={columns}
      dataSource={received.data?.rows.slice(0, 10) ?? []}
      loading={received.isPending}
      pagination={false}
      scroll={{ x: 640 }}
      locale={{ emptyText: t('interactions:sites.none_received') }}
    />
  );
}
