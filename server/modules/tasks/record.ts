import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Recurrence, TwoTexts } from './contract.ts';
import type { TaskKind } from './kinds.ts';

export type TaskDraft = {
  customerId: number;
  kind: TaskKind;
  title: TwoTexts;
  reason?: TwoTexts | null;
  templateCode?: string | null;
  priority: 1 | 2 | 3;
  ownerId: string | null;
  /** Given because of the customer's owner: it goes on with the customer. */
  followsOwner?: boolean;
  delegatedBy?: string | null;
  dueAt: Date;
  expiresAt?: Date | null;
  recurs?: Recurrence | null;
  /** Names the cause: while a task of it is open there is no second one. */
  causeKey?: string | null;
  cause?: Record<string, unknown> | null;
  worthCents?: number | null;
  needsReason?: boolean;
  notes?: string | null;
};

export type Recorded = { customerId: number; taskId: number; causeKey: string | null; outcome: 'created' | 'known' };

const DRAFTS_PER_STATEMENT = 1_000;

/**
 * Makes tasks, in the caller's transaction; one whose cause has an open task already is answered with that one. Whoever
 * claims a cause at the same moment waits for the other and then finds it taken. Answers in the order of the drafts.
 */
export async function recordTasks(ctx: Ctx, drafts: readonly TaskDraft[]): Promise<Recorded[]> {
  const answers: Recorded[] = [];
  for (let from = 0; from < drafts.length; from += DRAFTS_PER_STATEMENT)
    answers.push(...(await recordSome(ctx, drafts.slice(from, from + DRAFTS_PER_STATEMENT))));
  return answers;
}

type Numbered = { draft: TaskDraft; taskId: number };

async function recordSome(ctx: Ctx, drafts: readonly TaskDraft[]): Promise<Recorded[]> {
  const ids = await takeIds(ctx, drafts.length);
  const numbered = drafts.map((draft, n): Numbered => ({ draft, taskId: ids[n] ?? 0 }));
  const claimed = await claimCauses(ctx, numbered);
  const taskIdOf = ({ draft, taskId }: Numbered): number =>
    draft.causeKey ? (claimed.get(claimOf(draft)) ?? taskId) : taskId;
  const fresh = numbered.filter((one) => taskIdOf(one) === one.taskId);
  await insertTasks(ctx, fresh);
  return numbered.map((one) => ({
    customerId: one.draft.customerId,
    taskId: taskIdOf(one),
    causeKey: one.draft.causeKey ?? null,
    outcome: taskIdOf(one) === one.taskId ? 'created' : 'known',
  }));
}

async function takeIds(ctx: Ctx, count: number): Promise<number[]> {
  const { rows } = await sql<{ task_id: number }>`
    select nextval('tasks.task_ids') as task_id from generate_series(1, ${count}::int)`.execute(ctx.db);
  return rows.map((row) => row.task_id);
}

const claimOf = ({ customerId, causeKey }: TaskDraft): string => `${customerId} ${causeKey}`;

/** The task that holds each cause. Claims are made in one order everywhere, so that two callers cannot hold up each other. */
async function claimCauses(ctx: Ctx, numbered: readonly Numbered[]): Promise<Map<string, number>> {
  const caused = numbered.filter(({ draft }) => draft.causeKey);
  if (caused.length === 0) return new Map();
  const rows = JSON.stringify(
    caused.map(({ draft, taskId }) => ({ customer_id: draft.customerId, cause_key: draft.causeKey, task_id: taskId })),
  );
  await sql`
    insert into tasks.causes (customer_id, cause_key, task_id)
    select distinct on (customer_id, cause_key) customer_id, cause_key, task_id
    from json_to_recordset(${rows}::json) as draft (customer_id bigint, cause_key text, task_id bigint)
    order by customer_id, cause_key, task_id
    on conflict (customer_id, cause_key) do nothing`.execute(ctx.db);
  const { rows: held } = await sql<{ customer_id: number; cause_key: string; task_id: number }>`
    select c.customer_id, c.cause_key, c.task_id from tasks.causes c
    join (select distinct customer_id, cause_key
          from json_to_recordset(${rows}::json) as draft (customer_id bigint, cause_key text)) wanted
      using (customer_id, cause_key)`.execute(ctx.db);
  return new Map(held.map((row) => [`${row.customer_id} ${row.cause_key}`, row.task_id]));
}

async function insertTasks(ctx: Ctx, numbered: readonly Numbered[]): Promise<void> {
  if (numbered.length === 0) return;
  await ctx.db
    .insertInto('tasks.tasks')
    .values(
      numbered.map(({ draft, taskId }) => ({
        customer_id: draft.customerId,
        task_id: taskId,
        kind: draft.kind,
        title_zh: draft.title.zh,
        title_en: draft.title.en,
        reason_zh: draft.reason?.zh ?? null,
        reason_en: draft.reason?.en ?? null,
        template_code: draft.templateCode ?? null,
        priority: draft.priority,
        owner_id: draft.ownerId,
        follows_owner: draft.followsOwner ?? false,
        delegated_by: draft.delegatedBy ?? null,
        due_at: draft.dueAt,
        expires_at: draft.expiresAt ?? null,
        recurs: draft.recurs ? JSON.stringify(draft.recurs) : null,
        cause: draft.cause || draft.causeKey ? JSON.stringify({ ...draft.cause, key: draft.causeKey ?? null }) : null,
        worth_cents: draft.worthCents ?? null,
        needs_reason: draft.needsReason ?? false,
        notes: draft.notes ?? null,
        created_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
        created_at: ctx.now,
      })),
    )
    .execute();
}
