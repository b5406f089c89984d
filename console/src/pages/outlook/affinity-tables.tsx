import { Table, type TableColumnsType } from 'antd';
import { useMemo, type ReactNode } from 'react';
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

type Figure<Row> = { width: number; render: (row: Row) => ReactNode; by?: (row: Row) => number };

/** What the three tables share: figures to the right, sorted if they say by what; a sentence under the products. */
function useColumns(definitions: Affinity['definitions']) {
  const { t } = useTranslation();
  const name = useName();
  const look = useLook();
  return useMemo(() => {
    const title = (label: string, definition?: string) =>
      definition === undefined ? (
        t(`outlook:affinity.${label}`)
      ) : (
        <Defined by={definitions[definition] ?? ''}>{t(`outlook:affinity.${label}`)}</Defined>
      );
    const figure = <Row,>(header: ReactNode, { width, render, by }: Figure<Row>): TableColumnsType<Row>[number] => ({
      title: header,
      align: 'right',
      width,
      ...(by && { sorter: (a: Row, b: Row) => by(a) - by(b) }),
      render: (_, row) => render(row),
    });
    return {
      look,
      title,
      figure,
      goods: <Row extends { sentence: Pair['sentence'] }>(
        header: ReactNode,
        width: number,
        render: (row: Row) => ReactNode,
      ): TableColumnsType<Row>[number] => ({
        title: header,
        fixed: 'left',
        width,
        render: (_, row) => (
          <>
            {render(row)}
            <p className={styles.hint}>{name(row.sentence)}</p>
          </>
        ),
      }),
      support: <Row extends { support: number }>() =>
        figure<Row>(title('support', 'support'), {
          width: 100,
          by: (row) => row.support,
          render: (row) => look.format.percent(row.support, 2),
        }),
      rawLift: <Row extends { lift: number }>() =>
        figure<Row>(title('raw_lift', 'lift'), {
          width: 104,
          by: (row) => row.lift,
          render: (row) => digits(row.lift, look.format.language, 1),
        }),
      lift: <Row extends { shrunkenLift: number; low: number; high: number }>() =>
        figure<Row>(title('lift', 'shrunkenLift'), {
          width: 136,
          by: (row) => row.low,
          render: (row) => <Lift lift={row.shrunkenLift} low={row.low} high={row.high} look={look} />,
        }),
      q: <Row extends { qValue: number }>() =>
        figure<Row>(title('q', 'qValue'), {
          width: 92,
          by: (row) => row.qValue,
          render: (row) => sureness(row.qValue, look),
        }),
    };
  }, [definitions, name, t, look]);
}

type RowsProps<Row> = {
  rows: readonly Row[];
  idsOf: (row: Row) => readonly number[];
  columns: TableColumnsType<Row>;
  width: number;
};

function Rows<Row extends object>({ rows, idsOf, columns, width }: RowsProps<Row>) {
  return (
    <Reachable>
      <Table
        rowKey={(row) => idsOf(row).join(' ')}
        size="small"
        columns={columns}
        dataSource={[...rows]}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        showSorterTooltip={false}
        scroll={{ x: width }}
      />
    </Reachable>
  );
}

export function PairsTable({ affinity: { pairs, definitions } }: { affinity: Affinity }) {
  const { look, title, figure, goods, support, rawLift, lift, q } = useColumns(definitions);
  const { number, percent } = look.format;
  const columns: TableColumnsType<Pair> = [
    goods(title('products'), 300, ({ first, second }) => (
      <>
        <ProductLink product={first} /> + <ProductLink product={second} />
      </>
    )),
    figure(title('together'), {
      width: 104,
      by: (row) => row.both,
      render: (row) => <Behind filters={row.filters}>{number(row.both)}</Behind>,
    }),
    support(),
    figure(title('confidence', 'confidence'), {
      width: 120,
      by: (row) => row.confidence,
      render: (row) => (
        <>
          {percent(row.confidence, 0)} <span className="lk-faint">→</span>
          <br />
          <small className="lk-soft">
            {percent(row.confidenceBack, 0)} <span className="lk-faint">←</span>
          </small>
        </>
      ),
    }),
    rawLift(),
    lift(),
    q(),
  ];
  return (
    <Rows rows={pairs} idsOf={(row) => [row.first.productId, row.second.productId]} columns={columns} width={960} />
  );
}

export function NextTable({ affinity: { next, definitions } }: { affinity: Affinity }) {
  const { look, title, figure, goods, lift, q } = useColumns(definitions);
  const { number, percent } = look.format;
  const columns: TableColumnsType<Next> = [
    goods(title('first_then_next', 'next'), 300, (row) => (
      <>
        <ProductLink product={row.first} /> → <ProductLink product={row.next} />
      </>
    )),
    figure(title('buyers'), { width: 92, by: (row) => row.buyers, render: (row) => number(row.buyers) }),
    figure(title('went_on'), {
      width: 112,
      by: (row) => row.share,
      render: (row) => (
        <Behind filters={row.filters}>
          {number(row.bought)} <small className="lk-soft">{percent(row.share, 0)}</small>
        </Behind>
      ),
    }),
    figure(title('median_days'), {
      width: 104,
      by: (row) => row.medianDays,
      render: (row) => number(Math.round(row.medianDays)),
    }),
    lift(),
    q(),
  ];
  return <Rows rows={next} idsOf={(row) => [row.first.productId, row.next.productId]} columns={columns} width={840} />;
}

export function BundlesTable({ affinity: { bundles, definitions } }: { affinity: Affinity }) {
  const { look, title, figure, goods, support, rawLift, q } = useColumns(definitions);
  const { number, money } = look.format;
  const columns: TableColumnsType<Bundle> = [
    goods(title('bundle', 'bundle'), 380, (row) =>
      row.products.map((product, i) => (
        <span key={product.productId}>
          {i > 0 && ' + '}
          <ProductLink product={product} />
        </span>
      )),
    ),
    figure(title('together'), {
      width: 104,
      by: (row) => row.baskets,
      render: (row) => <Behind filters={row.filters}>{number(row.baskets)}</Behind>,
    }),
    support(),
    rawLift(),
    q(),
    figure(title('price'), {
      width: 112,
      render: (row) => (row.priceCents === null ? <Blank /> : money(row.priceCents)),
    }),
  ];
  return (
    <Rows
      rows={bundles}
      idsOf={(row) => row.products.map(({ productId }) => productId)}
      columns={columns}
      width={900}
    />
  );
}
