import { CloseOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type LoaderFunctionArgs } from 'react-router';
import { getAffinity } from '#modules/scoring/affinity-contract.ts';
import { useOpenBehind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { prefetch, read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { pairsOption, type Affinity, type Pair } from './affinity-charts.ts';
import { BundlesTable, NextTable, PairsTable } from './affinity-tables.tsx';
import { useLook } from './look.ts';
import styles from './outlook.module.css';

const urlDefaults = { tab: 'pairs', product: '' };
type State = { [K in keyof typeof urlDefaults]: string };
const TABS = ['pairs', 'next', 'bundles'] as const;

const affinity = ({ product }: State) =>
  read(getAffinity, { query: { productId: Number(product) || undefined, limit: 200 } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(affinity(stateOf(urlDefaults, request)));

export const handle = { permission: getAffinity.permission };

export function Component() {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const query = useRead(affinity(state), { keep: true });
  const chosen = Number(state.product) || null;
  return (
    <Page
      title={t('outlook:affinity.title')}
      note={query.data ? <Note affinity={query.data} /> : t('outlook:affinity.note')}
      actions={
        chosen !== null && (
          <Button icon={<CloseOutlined />} onClick={() => setState({ product: '' })}>
            {t('outlook:affinity.all_products')}
          </Button>
        )
      }
    >
      <Shown query={query} lines={16}>
        {(data) =>
          data.pairs.length + data.next.length + data.bundles.length === 0 ? (
            <Nothing affinity={data} narrowed={chosen !== null} />
          ) : (
            <Pictures
              affinity={data}
              tab={TABS.find((one) => one === state.tab) ?? 'pairs'}
              onTab={(tab) => setState({ tab })}
              onProduct={(product) => setState({ product }, { push: true })}
              chosen={chosen}
            />
          )
        }
      </Shown>
      <RecomputeState />
    </Page>
  );
}

function Note({ affinity: data }: { affinity: Affinity }) {
  const { t } = useTranslation();
  const { format } = useLook();
  if (data.computedAt === null || data.from === null) return t('outlook:affinity.not_yet');
  return t('outlook:affinity.as_of', {
    at: format.moment(data.computedAt),
    from: format.day(data.from),
    baskets: format.number(data.baskets),
    products: format.number(data.products),
    minimum: format.number(data.minimumBaskets),
  });
}

function Nothing({ affinity: data, narrowed }: { affinity: Affinity; narrowed: boolean }) {
  const { t } = useTranslation();
  const title = narrowed ? t('outlook:affinity.none_of_product') : t('outlook:affinity.empty');
  return (
    <Section>
      <EmptyState
        title={title}
        text={t('outlook:affinity.empty_text', { minimum: Math.max(1, data.minimumBaskets) })}
        action={!narrowed && <ImportButton />}
      />
    </Section>
  );
}

type PicturesProps = {
  affinity: Affinity;
  tab: (typeof TABS)[number];
  onTab: (tab: string) => void;
  onProduct: (productId: string) => void;
  chosen: number | null;
};

function Pictures({ affinity: data, tab, onTab, onProduct, chosen }: PicturesProps) {
  const { t } = useTranslation();
  const look = useLook();
  const open = useOpenBehind();
  const option = useMemo(() => pairsOption(data.pairs, look), [data, look]);
  const known = data.pairs.flatMap(({ first, second }) => [first, second]);
  const product = known.find(({ productId }) => productId === chosen);
  const tables = {
    pairs: <PairsTable affinity={data} />,
    next: <NextTable affinity={data} />,
    bundles: <BundlesTable affinity={data} />,
  };
  const counts = { pairs: data.pairs.length, next: data.next.length, bundles: data.bundles.length };
  return (
    <div className={styles.stack}>
      {data.pairs.length > 0 && (
        <Section
          title={
            <Defined by={data.definitions.shrunkenLift ?? ''}>
              {product ? t('outlook:affinity.goes_with', { name: product.name }) : t('outlook:affinity.picture')}
            </Defined>
          }
          note={t('outlook:affinity.picture_note')}
        >
          <Chart
            option={option}
            height={660}
            label={t('outlook:affinity.picture_label')}
            onPick={({ dataType, data: mark }) => {
              if (dataType === 'node') onProduct((mark as { id: string }).id);
              else open((mark as { pair?: Pair } | undefined)?.pair?.filters);
            }}
          />
        </Section>
      )}
      <Section flush>
        <Tabs
          tabBarStyle={{ margin: 0, paddingInline: 20 }}
          activeKey={tab}
          onChange={onTab}
          items={TABS.map((key) => ({
            key,
            label: `${t(`outlook:affinity.tab.${key}`)} ${look.format.number(counts[key])}`,
          }))}
        />
        <p className={styles.hint} style={{ padding: '10px 20px' }}>
          {t(`outlook:affinity.tab_note.${tab}`, { days: data.withinDays })}
        </p>
        {tables[tab]}
      </Section>
    </div>
  );
}
