import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/**
 * When somebody last spoke with a customer, on `interactions.rollups i` and on `lately`, which says when the last task
 * was done: a task, or a call, visit or message however it was recorded. Nothing that lies after `ctx.now`.
 */
export const lastContact = (ctx: Ctx): RawBuilder<Date | null> => sql`
  greatest(lately.done_at, case when i.last_contact_at <= ${ctx.now} then i.last_contact_at end)`;
