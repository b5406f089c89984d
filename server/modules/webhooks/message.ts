/** What a receiver is sent: what happened and to whom, by the ids it knows; the rest it asks the API for, as it is then. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** A delivery whose turn it is. */
export type Head = {
  delivery_id: number;
  event: string;
  customer_id: number | null;
  about: Record<string, unknown>;
  occurred_at: Date;
  attempts: number;
};

export type Message = { deliveryId: number; messageId: string; attempts: number; body: string };

type Known = { customer_id: number; code: string; ids: { source: string; id: string }[] };

export async function composeMessages(ctx: Ctx, heads: readonly Head[]): Promise<Message[]> {
  const known = await findCustomers(
    ctx,
    heads.flatMap((head) => head.customer_id ?? []),
  );
  return heads.map((head) => {
    const messageId = messageIdOf(head.delivery_id);
    const customer = known.get(head.customer_id ?? 0);
    const body = JSON.stringify({
      id: messageId,
      type: head.event,
      occurredAt: head.occurred_at.toISOString(),
      customer:
        head.customer_id === null
          ? null
          : { customerId: head.customer_id, code: customer?.code ?? null, externalIds: customer?.ids ?? [] },
      data: head.about,
    });
    return { deliveryId: head.delivery_id, messageId, attempts: head.attempts, body };
  });
}

/** The same at every attempt, so that a receiver knows what it has heard already. */
export const messageIdOf = (deliveryId: number): string => `msg_${deliveryId}`;

async function findCustomers(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, Known>> {
  const { rows } = await sql<Known>`
    select c.customer_id, c.code, coalesce((
      select json_agg(json_build_object('source', namespace, 'id', original) order by namespace, value)
      from customers.identities i where i.customer_id = c.customer_id and i.kind = 'external'), '[]') as ids
    from customers.customers c where c.customer_id = any(${customerIds}::bigint[])`.execute(ctx.db);
  return new Map(rows.map((row) => [row.customer_id, row]));
}
