import { deleteContact, recordContact } from '#modules/interactions/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { Outcome, Task } from './contract.ts';
import type { TaskKind } from './kinds.ts';

type Contact = Parameters<typeof recordContact>[2];

const KINDS: Partial<Record<TaskKind, Pick<Contact, 'kind' | 'channel'>>> = {
  call: { kind: 'call', channel: 'phone' },
  wechat: { kind: 'message', channel: 'wechat' },
  sms: { kind: 'message', channel: 'sms' },
  visit: { kind: 'visit', channel: 'home' },
};

/** Outcomes of our own are said in the words of contacts where these have one. */
const OUTCOMES: Record<string, Contact['outcome']> = {
  bought: 'interested',
  will_come: 'interested',
  thinking: 'follow_up',
  problem: 'follow_up',
  no_answer: 'no_answer',
  not_interested: 'not_interested',
  refuses_contact: 'not_interested',
};

/**
 * A call, message or visit that a task led to is a contact like any other: on the timeline and in the figures. Null where
 * nobody was contacted. Whoever was given the task may write it down, also about a customer they do not look after.
 */
export async function noteContact(
  ctx: Ctx,
  task: Task,
  outcome: Outcome,
  { channel, notes }: { channel?: TaskKind | undefined; notes?: string | undefined },
): Promise<string | null> {
  const kind = KINDS[channel ?? task.kind];
  if (!kind) return null;
  const { interactionId } = await recordContact(withSight(ctx), task.customerId, {
    reference: `task-${task.taskId}-${ctx.now.getTime()}`,
    ...kind,
    direction: 'out',
    outcome: OUTCOMES[outcome.code] ?? 'reached',
    content: [task.title.zh, outcome.zh, notes].filter(Boolean).join(' · '),
  });
  return interactionId;
}

export async function dropContact(ctx: Ctx, customerId: number, contactId: string): Promise<void> {
  await deleteContact(withSight(ctx), { customerId, interactionId: contactId }, true);
}

const withSight = (ctx: Ctx): Ctx =>
  ctx.actor.kind === 'user' ? { ...ctx, actor: { ...ctx.actor, scope: { kind: 'all' } } } : ctx;
