import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { idParam, instant } from '#shared/wire.ts';

export const portraitPart = z.enum(['transaction', 'behaviour', 'social']);

export const portraitFigure = z.object({
  /** Defined in docs/metrics.md; translated as `interactions.figure.<code>`. */
  code: z.string(),
  unit: z.enum(['money', 'times', 'days', 'seconds', 'share', 'per_year']),
  /** Null: not known yet, never zero. */
  value: z.number().nullable(),
  /** Share of those compared with who have less, 0 to 1; null where nobody is compared with. */
  percentile: z.number().min(0).max(1).nullable(),
  /** How many are compared with. */
  among: z.number().int().nullable(),
});
export type PortraitFigure = z.infer<typeof portraitFigure>;

const named = z.object({ name: z.string(), times: z.number().int() });

export const getPortrait = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/portrait',
  summary: 'The customer in three dimensions: trade, behaviour, social, each figure beside everybody’s',
  permission: 'interactions.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  response: z.object({
    parts: z.array(z.object({ part: portraitPart, figures: z.array(portraitFigure) })),
    lastSeenAt: instant.nullable(),
    lastLoginAt: instant.nullable(),
    lastContactAt: instant.nullable(),
    /** Of the last 90 days, the most used first. */
    features: z.array(named),
    channels: z.array(named),
    /** When everybody was measured; null before that. */
    measuredAt: instant.nullable(),
  }),
});
