import { getSetting, saveSetting } from '#platform/settings.ts';
import type { Ctx } from '#platform/context.ts';
import { emitForAll } from '#platform/events.ts';
import { recordAudit } from './audit.ts';
import type { Organisation } from './contract.ts';

const DEFAULT: Organisation = { name: '留客', timeZone: 'Asia/Shanghai', currency: 'CNY' };

/** Name, time zone (what "a day" is) and currency of the one business this database belongs to. */
export async function getOrganisation(ctx: Ctx): Promise<Organisation> {
  return (await getSetting<Organisation>(ctx, 'organisation')) ?? DEFAULT;
}

export async function saveOrganisation(ctx: Ctx, next: Organisation): Promise<Organisation> {
  const before = await getOrganisation(ctx);
  await saveSetting(ctx, 'organisation', next);
  await recordAudit(ctx, [
    { action: 'organisation.changed', subjectType: 'organisation', subjectId: null, before, after: next },
  ]);
  // The day of every order hangs on the zone.
  if (next.timeZone !== before.timeZone) await emitForAll(ctx, 'organisation.rezoned');
  return next;
}
