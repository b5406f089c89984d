/** Looking at what is masked: one value at a time, on record, and not the whole base in an afternoon. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { getCustomer, type Customer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError, ProblemError } from '#platform/errors.ts';
import { mask, type MaskedKind } from '#platform/masking.ts';
import { getPrivacySettings } from './settings.ts';

export const REVEALED = 'customers.revealed';

const HOUR_MS = 3_600_000;

/** `masked` is what the screen shows: it says which of several phones is meant. */
export async function reveal(
  ctx: Ctx,
  customerId: number,
  { kind, masked }: { kind: MaskedKind; masked: string },
): Promise<{ value: string }> {
  const customer = await getCustomer(ctx, customerId);
  await refuseTooMany(ctx);
  const value = valuesOf(customer, kind).find((one) => mask(kind, one) === masked || one === masked);
  if (value === undefined) throw new NotFoundError('privacy.nothing_masked', 'This value is no longer there.');
  await recordAudit(ctx, [{ action: REVEALED, subjectType: 'customer', subjectId: customerId, after: { kind } }]);
  return { value };
}

function valuesOf(customer: Customer, kind: MaskedKind): string[] {
  const ofKind = (word: string) => kind === (word.startsWith('wechat') ? 'identity' : word);
  const identities = customer.identities.flatMap((one) => (ofKind(one.kind) ? [one.value, one.original] : []));
  const own = kind === 'identity' ? null : customer[kind];
  return [...(own ? [own] : []), ...identities];
}

async function refuseTooMany(ctx: Ctx): Promise<void> {
  if (ctx.actor.kind === 'system') return;
  const { revealsPerHour } = await getPrivacySettings(ctx);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from access.audit
    where actor_id = ${ctx.actor.id} and action = ${REVEALED} and at > ${new Date(ctx.now.getTime() - HOUR_MS)}`.execute(
    ctx.db,
  );
  if ((rows[0]?.count ?? 0) >= revealsPerHour)
    throw new ProblemError(429, 'privacy.reveal_limit', `${revealsPerHour} values an hour may be revealed.`);
}
