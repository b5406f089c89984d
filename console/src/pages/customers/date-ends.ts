import { listAudit } from '#modules/access/contract.ts';
import { listDates, listUpcoming } from '#modules/customers/dates-contract.ts';
import { getOutlook, listTerms } from '#modules/scoring/churn-contract.ts';

/** What says something else once a date is another. */
export const DATE_ENDS = [listDates, listUpcoming, listAudit, listTerms, getOutlook];
