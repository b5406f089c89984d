import { sql } from 'kysely';
import { listPeople, recordAudit } from '#modules/access/index.ts';
import { refuseForgotten, requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import { recordTasks, type Recorded, type TaskDraft } from './record.ts';
import { getTaskTemplate } from './templates.ts';

type Wish = BodyOf<typeof contract.createTasks>['tasks'][number];

/** What people ask for themselves: about customers they may know of, for somebody who works here. */
export async function createTasks(ctx: Ctx, wishes: readonly Wish[]): Promise<Recorded[]> {
  for (const customerId of new Set(wishes.map((wish) => wish.customerId))) {
    await requireCustomer(ctx, customerId);
    await refuseForgotten(ctx, customerId);
  }
  const owners = wishes.map((wish) => (wish.ownerId === undefined ? ownId(ctx) : wish.ownerId));
  await refuseUnknownPeople(ctx, owners);
  const drafts: TaskDraft[] = [];
  for (const [n, wish] of wishes.entries()) drafts.push(await draftOf(ctx, wish, owners[n] ?? null));
  const recorded = await recordTasks(ctx, drafts);
  await recordAudit(
    ctx,
    recorded
      .filter(({ outcome }) => outcome === 'created')
      .map(({ customerId, taskId }, n) => ({
        action: 'tasks.created',
        subjectType: 'customer',
        subjectId: customerId,
        after: { taskId, ownerId: owners[n] ?? null },
      })),
  );
  return recorded;
}

async function draftOf(ctx: Ctx, wish: Wish, ownerId: string | null): Promise<TaskDraft> {
  const template = wish.templateCode ? await getTaskTemplate(ctx, wish.templateCode) : null;
  return {
    customerId: wish.customerId,
    kind: wish.kind,
    title: { zh: wish.title, en: wish.title },
    templateCode: template?.code ?? null,
    priority: wish.priority,
    ownerId,
    delegatedBy: ownerId === ownId(ctx) ? null : ownId(ctx),
    dueAt: wish.dueAt,
    recurs: wish.recurs,
    needsReason: template?.needsReason ?? false,
    notes: wish.notes,
    causeKey: wish.key ? `hand:${wish.key}` : null,
    cause: { source: 'hand' },
  };
}

export const ownId = (ctx: Ctx): string | null => (ctx.actor.kind === 'user' ? ctx.actor.id : null);

export async function refuseUnknownPeople(ctx: Ctx, ids: readonly (string | null)[]): Promise<void> {
  const active = new Set((await listPeople(ctx)).filter((person) => person.active).map((person) => person.id));
  if (ids.some((personId) => personId !== null && !active.has(personId)))
    throw new InvalidError('tasks.person_not_found', 'Nobody active has this id.');
}

/** Open tasks that were given because of the customer's owner go on with the customer. Recomputes: twice does no harm. */
export async function followOwners(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length === 0) return;
  await sql`
    update tasks.tasks t set owner_id = c.owner_id
    from customers.customers c
    where c.customer_id = t.customer_id and t.customer_id = any(${customerIds}::bigint[]) and t.state = 'open'
      and t.follows_owner and c.owner_id is not null and t.owner_id is distinct from c.owner_id`.execute(ctx.db);
}
