/** The picture of the affinity page, as an option. */
import type { getAffinity } from '#modules/scoring/affinity-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import type { EChartsCoreOption } from '../../ui/echarts.ts';
import { series, surfaces } from '../../ui/palette.ts';
import { plain, tooltipTable } from '../../ui/tooltip.ts';
import { digits, type Look } from './look.ts';

export type Affinity = ResultOf<typeof getAffinity>;
export type Pair = Affinity['pairs'][number];
type Product = Pair['first'];

/** More lines than these are a ball of wool. */
const MOST_DRAWN = 60;
const LONGEST_NAME = 14;

/** Products around a circle by category; a line between two that are bought together, the thicker the surer. */
export function pairsOption(pairs: readonly Pair[], { t, format, mode }: Look): EChartsCoreOption {
  const drawn = pairs.slice(0, MOST_DRAWN);
  const products = productsOf(drawn);
  const categories = [...new Set(products.map(({ product }) => categoryOf(product, t)))];
  const most = Math.max(1, ...products.map(({ baskets }) => baskets));
  const surest = Math.max(1, ...drawn.map(({ low }) => Math.log(Math.max(1, low))));
  return {
    color: [...series],
    legend: { top: 0, left: 0, data: categories, type: 'scroll' },
    tooltip: {
      formatter: ({ data, dataType }: { data: { pair?: Pair; name: string; baskets?: number }; dataType: string }) => {
        if (dataType !== 'edge' || !data.pair)
          return tooltipTable(data.name, [[t('outlook:affinity.baskets'), format.number(data.baskets ?? 0)]], mode);
        const { pair } = data;
        return tooltipTable(
          `${pair.first.name} + ${pair.second.name}`,
          [
            [t('outlook:affinity.together'), format.number(pair.both)],
            [t('outlook:affinity.confidence'), format.percent(pair.confidence)],
            [
              t('outlook:affinity.lift'),
              `${digits(pair.shrunkenLift, format.language, 1)} (${digits(pair.low, format.language, 1)} – ${digits(pair.high, format.language, 1)})`,
            ],
          ],
          mode,
        );
      },
    },
    series: [
      {
        type: 'graph',
        layout: 'circular',
        circular: { rotateLabel: true },
        top: 176,
        bottom: 136,
        left: 'center',
        width: '46%',
        roam: false,
        animation: false,
        cursor: 'pointer',
        label: { show: true, color: surfaces[mode].soft, fontSize: 11 },
        lineStyle: { color: 'source', curveness: 0.25, opacity: 0.45 },
        emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.9 }, label: { color: surfaces[mode].text } },
        categories: categories.map((name) => ({ name })),
        data: products.map(({ product, baskets }) => ({
          id: String(product.productId),
          name: product.name,
          baskets,
          category: categories.indexOf(categoryOf(product, t)),
          symbolSize: 6 + 16 * Math.sqrt(baskets / most),
          label: { formatter: plain(shortened(product.name)) },
        })),
        edges: drawn.map((pair) => ({
          source: String(pair.first.productId),
          target: String(pair.second.productId),
          pair,
          lineStyle: { width: 1 + (5 * Math.log(Math.max(1, pair.low))) / surest },
        })),
      },
    ],
  };
}

const categoryOf = ({ category }: Product, t: Look['t']): string => category ?? t('outlook:affinity.no_category');

const shortened = (name: string): string => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);

/** By category, so that neighbours belong together. */
function productsOf(pairs: readonly Pair[]): { product: Product; baskets: number }[] {
  const products = new Map<number, { product: Product; baskets: number }>();
  for (const { first, second, firstBaskets, secondBaskets } of pairs) {
    products.set(first.productId, { product: first, baskets: firstBaskets });
    products.set(second.productId, { product: second, baskets: secondBaskets });
  }
  const key = ({ category, name }: Product) => `${category ?? ''} ${name}`;
  return [...products.values()].toSorted((a, b) => (key(a.product) < key(b.product) ? -1 : 1));
}
