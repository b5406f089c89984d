import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { addCalendar } from '#shared/day-numbers.ts';
import type { QualitySettings } from '../quality-contract.ts';

const SETTING = 'customers.quality';

/** A year: about one telephone in ten has changed hands by then. */
const FROM_THE_START: QualitySettings = { staleMonths: 12 };

export async function getQualitySettings(ctx: Ctx): Promise<QualitySettings> {
  return { ...FROM_THE_START, ...(await getSetting<Partial<QualitySettings>>(ctx, SETTING)) };
}

export async function saveQualitySettings(ctx: Ctx, after: QualitySettings): Promise<QualitySettings> {
  const before = await getQualitySettings(ctx);
  await saveSetting(ctx, SETTING, after);
  await recordAudit(ctx, [
    { action: 'customers.quality_settings_changed', subjectType: 'settings', subjectId: SETTING, before, after },
  ]);
  return after;
}

/** What was last confirmed before this moment is stale. */
export function staleBefore(now: Date, months: number): Date {
  const [day = '', time = ''] = now.toISOString().split('T');
  return new Date(`${addCalendar(day, -months, 'month')}T${time}`);
}
