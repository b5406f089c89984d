/** What the customer's page asks the server for, and what it gets. */
import { getCustomer } from '#modules/customers/contract.ts';
import { explainScores } from '#modules/scoring/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { read } from '../../query.ts';

export type CustomerPage = ResultOf<typeof getCustomer>;
export type Scores = ResultOf<typeof explainScores>;

export const customerRead = (customerId: number) => read(getCustomer, { params: { customerId } });
export const scoresRead = (customerId: number) => read(explainScores, { params: { customerId } });
