import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { cents, currency, day, instant } from '#shared/wire.ts';
import { named } from './contract.ts';
import { concentration } from './value-contract.ts';

const count = z.number().int().min(0);
const rate = z.number();
const month = z.string().regex(/^\d{4}-\d{2}$/);
const filters = z.array(z.string()).nullable();

/** What customers can be sorted by over time: everything whose moves are kept. */
export const division = z.enum(['stage', 'segment', 'class8', 'class4', 'band']);

export const getFlow = endpoint({
  method: 'GET',
  path: '/api/scoring/flow',
  summary: 'Customers per stage at each month end, and who moved from where to where between them',
  permission: 'scoring.overview',
  scope: 'none',
  query: z.object({
    what: division.default('stage'),
    months: z.coerce.number().int().min(1).max(60).default(12),
  }),
  response: z.object({
    asOf: instant,
    what: division,
    groups: z.array(named),
    /** Oldest first; the last is the month that is still running. */
    months: z.array(
      z.object({
        month,
        partial: z.boolean(),
        /** At the end of the month, by code. */
        customers: z.record(z.string(), count),
        /** Customers judged for the first time in the month, by code. */
        arrived: z.record(z.string(), count),
        moves: z.array(z.object({ from: z.string(), to: z.string(), customers: count, filters })),
      }),
    ),
    definitions: z.record(z.string(), z.string()),
  }),
});

export const getPortfolio = endpoint({
  method: 'GET',
  path: '/api/scoring/portfolio',
  summary: 'The mix of customers, how concentrated their value is, and migration between two days',
  permission: 'scoring.overview',
  scope: 'none',
  query: z.object({
    what: division.default('class4'),
    /** Ends of these days are compared; without them a year ago, or the first judgement, and now. */
    from: day.optional(),
    to: day.optional(),
  }),
  response: z.object({
    asOf: instant,
    currency,
    what: division,
    from: day,
    to: day,
    /** The mix as of now. */
    groups: z.array(
      named.extend({
        customers: count,
        share: rate,
        currentNetCents: cents,
        currentShare: rate,
        expectedNetCents: cents,
        expectedShare: rate,
        filters,
      }),
    ),
    concentration,
    /** Links of a Sankey: `from` null were not judged yet at its beginning. Customers who stayed are links too. */
    links: z.array(z.object({ from: z.string().nullable(), to: z.string(), customers: count, filters })),
    definitions: z.record(z.string(), z.string()),
  }),
});
