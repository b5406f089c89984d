import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Behind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { Blank } from '../../ui/stat.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import type { Affinity, Pair } from './affinity-charts.ts';
import { digits, useLook, type Look } from './look.ts';
import styles from './outlook.module.css';

type Product = Pair['first'];
type Next = Affinity['next'][number];
type Bundle = Affinity['bundles'][number];

const ROWS = { pageSize: 20, hideOnSinglePage: true, showSizeChanger: false };

/** A product's name narrows the page to it. */
function ProductLink({ product }: { product: Product }) {
  return <Link to={withState(paths.affinity(), { product: String(product.productId) })}>{product.name}</Link>;
}

/** `12.3` and beneath it `11.1 – 13.6`. */
function Lift({ lift, low, high, look }: { lift: number; low: number; high: number; look: Look }) {
  const { language } = look.format;
  return (
    <>
      <b>{digits(lift, language, 1)}</b>
      <br />
      <small className="lk-soft">
        {digits(low, language, 1)} – {digits(high, language, 1)}
      </small>
    </>
  );
}

/** Below a thousandth the exact figure says nothing. */
const sureness = (q: number, { format: { language } }: Look): string =>
  q < 0.001 ? `< ${digits(0.001, language)}` : digits(q, language);

export function PairsTable({ affinity: { pairs, definitions } }: { affinity: Affinity }) {
  const { t } = useTranslation();
  const name = useName();
  const look = useLook();
  const columns = useMemo<TableColumnsType<Pair>>(
    () => [
      {
        title: t('outlook:affinity.products'),
        fixed: 'left',
        width: 300,
        render: (_, row) => (
          <>
            <ProductLink product={row.first} /> + <ProductLink product={row.second} />
            <p className={styles.hint}>{name(row.sentence)}</p>
          </>
        ),
      },
      {
        title: t('outlook:affinity.together'),
        align: 'right',
        width: 104,
        sorter: (a, b) => a.both - b.both,
        render: (_, row) => <Behind filters={row.filters}>{look.format.number(row.both)}</Behind>,
      },
      {
        title: <Defined by={definitions.support ?? ''}>{t('outlook:affinity.support')}</Defined>,
        align: 'right',
        width: 100,
        sorter: (a, b) => a.support - b.support,
        render: (_, row) => look.format.percent(row.support, 2),
      },
      {
        title: <Defined by={definitions.confidence ?? ''}>{t('outlook:affinity.confidence')}</Defined>,
        align: 'right',
        width: 120,
        sorter: (a, b) => a.confidence - b.confidence,
        render: (_, row) => (
          <>
            {look.format.percent(row.confidence, 0)} <span className="lk-faint">→</span>
            <br />
            <small className="lk-soft">
              {look.format.percent(row.confidenceBack, 0)} <span className="lk-faint">←</span>
            </small>
          </>
        ),
      },
      {
        title: <Defined by={definitions.lift ?? ''}>{t('outlook:affinity.raw_lift')}</Defined>,
        align: 'right',
        width: 104,
        sorter: (a, b) => a.lift - b.lift,
        render: (_, row) => digits(row.lift, look.format.language, 1),
      },
      {
        title: <Defined by={definitions.shrunkenLift ?? ''}>{t('outlook:affinity.lift')}</Defined>,
        align: 'right',
        width: 136,
        sorter: (a, b) => a.low - b.low,
        render: (_, row) => <Lift lift={row.shrunkenLift} low={row.low} high={row.high} look={look} />,
      },
      {
        title: <Defined by={definitions.qValue ?? ''}>{t('outlook:affinity.q')}</Defined>,
        align: 'right',
        width: 92,
        sorter: (a, b) => a.qValue - b.qValue,
        render: (_, row) => sureness(row.qValue, look),
      },
    ],
    [definitions, name, t, look],
  );
  return (
    <Reachable>
      <Table
        rowKey={(row) => `${row.first.productId} ${row.second.productId}`}
        size="small"
        columns={columns}
        dataSource={pairs}
        pagination={ROWS}
        showSorterTooltip={false}
        scroll={{ x: 960 }}
      />
    </Reachable>
  );
}

export function NextTable({ affinity: { next, definitions } }: { affinity: Affinity }) {
  const { t } = useTranslation();
  const name = useName();
  const look = useLook();
  const columns = useMemo<TableColumnsType<Next>>(
    () => [
      {
        title: <Defined by={definitions.next ?? ''}>{t('outlook:affinity.first_then_next')}</Defined>,
        fixed: 'left',
        width: 300,
        render: (_, row) => (
          <>
            <ProductLink product={row.first} /> → <ProductLink product={row.next} />
            <p className={styles.hint}>{name(row.sentence)}</p>
          </>
        ),
      },
      {
        title: t('outlook:affinity.buyers'),
        align: 'right',
        width: 92,
        sorter: (a, b) => a.buyers - b.buyers,
        render: (_, row) => look.format.number(row.buyers),
      },
      {
        title: t('outlook:affinity.went_on'),
        align: 'right',
        width: 112,
        sorter: (a, b) => a.share - b.share,
        render: (_, row) => (
          <Behind filters={row.filters}>
            {look.format.number(row.bought)} <small className="lk-soft">{look.format.percent(row.share, 0)}</small>
          </Behind>
        ),
      },
      {
        title: t('outlook:affinity.median_days'),
        align: 'right',
        width: 104,
        sorter: (a, b) => a.medianDays - b.medianDays,
        render: (_, row) => look.format.number(Math.round(row.medianDays)),
      },
      {
        title: <Defined by={definitions.shrunkenLift ?? ''}>{t('outlook:affinity.lift')}</Defined>,
        align: 'right',
        width: 136,
        sorter: (a, b) => a.low - b.low,
        render: (_, row) => <Lift lift={row.shrunkenLift} low={row.low} high={row.high} look={look} />,
      },
      {
        title: <Defined by={definitions.qValue ?? ''}>{t('outlook:affinity.q')}</Defined>,
        align: 'right',
        width: 92,
        render: (_, row) => sureness(row.qValue, look),
      },
    ],
    [definitions, name, t, look],
  );
  return (
    <Reachable>
      <Table
        rowKey={(row) => `${row.first.productId} ${row.next.productId}`}
        size="small"
        columns={columns}
        dataSource={next}
        pagination={ROWS}
        showSorterTooltip={false}
        scroll={{ x: 840 }}
      />
    </Reachable>
  );
}

export function BundlesTable({ affinity: { bundles, definitions } }: { affinity: Affinity }) {
  const { t } = useTranslation();
  const name = useName();
  const look = useLook();
  const columns = useMemo<TableColumnsType<Bundle>>(
    () => [
      {
        title: <Defined by={definitions.bundle ?? ''}>{t('outlook:affinity.bundle')}</Defined>,
        fixed: 'left',
        width: 380,
        render: (_, row) => (
          <>
            {row.products.map((product, i) => (
              <span key={product.productId}>
                {i > 0 && ' + '}
                <ProductLink product={product} />
              </span>
            ))}
            <p className={styles.hint}>{name(row.sentence)}</p>
          </>
        ),
      },
      {
        title: t('outlook:affinity.together'),
        align: 'right',
        width: 104,
        sorter: (a, b) => a.baskets - b.baskets,
        render: (_, row) => <Behind filters={row.filters}>{look.format.number(row.baskets)}</Behind>,
      },
      {
        title: <Defined by={definitions.support ?? ''}>{t('outlook:affinity.support')}</Defined>,
        align: 'right',
        width: 100,
        render: (_, row) => look.format.percent(row.support, 2),
      },
      {
        title: <Defined by={definitions.lift ?? ''}>{t('outlook:affinity.raw_lift')}</Defined>,
        align: 'right',
        width: 104,
        sorter: (a, b) => a.lift - b.lift,
        render: (_, row) => digits(row.lift, look.format.language, 1),
      },
      {
        title: <Defined by={definitions.qValue ?? ''}>{t('outlook:affinity.q')}</Defined>,
        align: 'right',
        width: 92,
        render: (_, row) => sureness(row.qValue, look),
      },
      {
        title: t('outlook:affinity.price'),
        align: 'right',
        width: 112,
        render: (_, row) => (row.priceCents === null ? <Blank /> : look.format.money(row.priceCents)),
      },
    ],
    [definitions, name, t, look],
  );
  return (
    <Reachable>
      <Table
        rowKey={(row) => row.products.map(({ productId }) => productId).join(' ')}
        size="small"
        columns={columns}
        dataSource={bundles}
        pagination={ROWS}
        showSorterTooltip={false}
        scroll={{ x: 900 }}
      />
    </Reachable>
  );
}
