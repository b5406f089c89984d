import type { listTerms } from '#modules/scoring/churn-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { riskColors, series } from '../../ui/palette.ts';

/** What became of a term, in the colours risk has: left is left. */
export const TERM_COLORS: Readonly<Record<ResultOf<typeof listTerms>['rows'][number]['state'], string>> = {
  running: series[1],
  grace: riskColors.medium ?? series[2],
  renewed: riskColors.low ?? series[0],
  lapsed: riskColors.left ?? series[5],
  returned: series[6],
};
