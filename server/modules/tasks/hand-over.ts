import { sql } from 'kysely';
import type { HandOver } from '#platform/module.ts';
import { moveTasks } from './board.ts';
import { visibleTasks } from './rows.ts';

/**
 * When somebody leaves, open tasks go to whoever looks after the customer from now on; those about customers nobody owns
 * go in turn to the people who take over, so that none is left without anybody.
 */
export const taskHandOver: HandOver = {
  kind: 'tasks',
  count: async (ctx, fromId) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from tasks.tasks t join customers.customers c using (customer_id)
      where t.owner_id = ${fromId} and t.state = 'open' and ${visibleTasks(ctx)}`.execute(ctx.db);
    return rows[0]?.count ?? 0;
  },
  move: async (ctx, fromId, toIds) =>
    moveTasks(ctx, fromId, sql`coalesce(nullif(c.owner_id, ${fromId}), ${takerOf(toIds)})`),
};

const takerOf = (toIds: readonly string[]) => sql`(${toIds}::text[])[1 + t.task_id % ${Math.max(1, toIds.length)}]`;
