/** What the customer's page asks the server for, and what it gets. */
import { getCustomer } from '#modules/customers/contract.ts';
import { getOutlook } from '#modules/scoring/churn-contract.ts';
import { explainScores } from '#modules/scoring/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { read } from '../../query.ts';

export type CustomerPage = ResultOf<typeof getCustomer>;
export type Scores = ResultOf<typeof explainScores>;
export type OutlookPage = ResultOf<typeof getOutlook>;

export const customerRead = (customerId: number) => read(getCustomer, { params: { customerId } });
export const scoresRead = (customerId: number) => read(explainScores, { params: { customerId } });
export const outlookRead = (customerId: number) => read(getOutlook, { params: { customerId } });
