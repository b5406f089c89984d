import { sql } from 'kysely';
import type { TimelineSource } from '#platform/fields.ts';

/** Tasks where they were made, each with how it stands now: what was decided, and what came of it. */
export const taskTimeline: TimelineSource = {
  kinds: ['task'],
  list: async (ctx, customerId, before, limit) => {
    const { rows } = await sql<{ task_id: number; created_at: Date; detail: Record<string, unknown> }>`
      select task_id, t.created_at, json_build_object('taskId', task_id, 'state', state, 'kind', kind,
        'title', json_build_object('zh', title_zh, 'en', title_en),
        'reason', case when reason_zh is not null then json_build_object('zh', reason_zh, 'en', reason_en) end,
        'templateCode', template_code, 'ownerName', o.name, 'dueAt', due_at, 'outcome', outcome, 'result', result,
        'reasonCode', reason_code, 'notes', notes, 'closedAt', closed_at, 'closedByName', b.name) as detail
      from tasks.tasks t left join access.users o on o.id = owner_id left join access.users b on b.id = closed_by
      where customer_id = ${customerId} and t.created_at <= ${ctx.now} ${before ? sql`and t.created_at < ${before}` : sql``}
      order by t.created_at desc, task_id desc limit ${limit}`.execute(ctx.db);
    return rows.map((row) => ({ key: `task-${row.task_id}`, at: row.created_at, kind: 'task', detail: row.detail }));
  },
};
