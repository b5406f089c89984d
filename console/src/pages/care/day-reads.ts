/** What the day asks the server for, and what it gets. */
import { getMyDay } from '#modules/care/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { read } from '../../query.ts';

export type Day = ResultOf<typeof getMyDay>;
export type DayRow = Day['rows'][number];

export const dayRead = read(getMyDay);
