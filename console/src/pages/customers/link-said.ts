/** What filters mean that links set: the values are for the server, the words for the reader. */
import { useTranslation } from 'react-i18next';
import { listProducts } from '#modules/catalog/contract.ts';
import { listSources } from '#modules/ingest/sources-contract.ts';
import { useSourceName } from '../../components/source-name.ts';
import { useVocabulary, type VocabularyKind } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { useQualityName } from './quality-fields.ts';

const DIVISIONS: Readonly<Record<string, VocabularyKind>> = {
  stage: 'stages',
  segment: 'segments',
  class8: 'class8',
  class4: 'class4',
  band: 'riskBands',
};

/** 核心客户 → 沉睡客户（2025/11/25 – 2026/11/25）, 洗发水 + 护发素. */
export function useLinkSaid(field: string, values: readonly string[]): string {
  const { t } = useTranslation();
  const format = useFormat();
  const vocabulary = useVocabulary();
  const productIds = productsIn(field, values);
  const can = useCan();
  const products = useRead(read(listProducts, { query: { ids: productIds.join(','), limit: 50 } }), {
    enabled: productIds.length > 0 && can(listProducts.permission),
  });
  const qualityName = useQualityName();
  const sourceName = useSourceName();
  const mayReadSources = can(listSources.permission);
  const sources = useRead(read(listSources), { enabled: field === 'customers.source' && mayReadSources }).data?.rows;
  const productName = (id: string) => products.data?.rows.find(({ productId }) => String(productId) === id)?.name ?? id;
  if (field === 'customers.quality')
    return values
      .map((value) => {
        const [flaw = '', ...rest] = value.split('.');
        return t(`quality:flaw.${flaw}`, { field: qualityName(rest.join('.')) });
      })
      .join(t('shell:list_comma'));
  if (field === 'customers.source')
    return values
      .map((code) => sourceName(code, sources?.find((one) => one.code === code)?.name ?? code))
      .join(t('shell:list_comma'));
  if (field === 'scoring.moved' || field === 'scoring.step') {
    const [what = '', from = '', to = '', first = '', last = ''] = values;
    const kind = DIVISIONS[what] ?? 'class4';
    return t('customers:filter.moved', {
      from: from === '-' ? t('outlook:portfolio.new') : vocabulary(kind, from),
      to: vocabulary(kind, to),
      first: format.day(first),
      last: format.day(last),
    });
  }
  if (field === 'orders.orderedIn') {
    const [first = '', last = ''] = values;
    return `${format.day(first)} – ${format.day(last)}`;
  }
  return productIds.map(productName).join(field === 'scoring.boughtNext' ? ' → ' : ' + ');
}

function productsIn(field: string, [, ...rest]: readonly string[]): string[] {
  if (field === 'scoring.boughtTogether') return rest;
  return field === 'scoring.boughtNext' ? rest.slice(0, 2) : [];
}
