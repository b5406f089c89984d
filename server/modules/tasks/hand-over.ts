import { sql } from 'kysely';
import type { HandOver } from '#platform/module.ts';
import { handOverTasks } from './board.ts';
import { visibleTasks } from './rows.ts';

/** When somebody leaves, open tasks go to whoever looks after the customer from now on. */
export const taskHandOver: HandOver = {
  kind: 'tasks',
  count: async (ctx, fromId) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from tasks.tasks t join customers.customers c using (customer_id)
      where t.owner_id = ${fromId} and t.state = 'open' and ${visibleTasks(ctx)}`.execute(ctx.db);
    return rows[0]?.count ?? 0;
  },
  move: async (ctx, fromId) => (await handOverTasks(ctx, { fromId, to: 'customer_owner' })).moved,
};
