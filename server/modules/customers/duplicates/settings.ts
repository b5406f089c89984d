import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { DuplicateSettings } from '../duplicates-contract.ts';

const SETTING = 'customers.duplicates';

const FROM_THE_START: DuplicateSettings = { threshold: 0.5, foldPlusTags: false, mergeExactInBulk: false };

export async function getDuplicateSettings(ctx: Ctx): Promise<DuplicateSettings> {
  return { ...FROM_THE_START, ...(await getSetting<Partial<DuplicateSettings>>(ctx, SETTING)) };
}

export async function saveDuplicateSettings(ctx: Ctx, after: DuplicateSettings): Promise<DuplicateSettings> {
  const before = await getDuplicateSettings(ctx);
  await saveSetting(ctx, SETTING, after);
  await recordAudit(ctx, [
    { action: 'customers.duplicate_settings_changed', subjectType: 'settings', subjectId: SETTING, before, after },
  ]);
  return after;
}
