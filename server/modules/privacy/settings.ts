import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { PrivacySettings } from './settings-contract.ts';

/** PIPL 50 says "in time"; fifteen working days is what the usual practice and the national standard ask (GB/T 35273 8.7: 30 days at most). */
export const DEFAULT_SETTINGS: PrivacySettings = { answerWithinDays: 15 };

const KEY = 'privacy';

export async function getPrivacySettings(ctx: Ctx): Promise<PrivacySettings> {
  return { ...DEFAULT_SETTINGS, ...(await getSetting<Partial<PrivacySettings>>(ctx, KEY)) };
}

export async function savePrivacySettings(ctx: Ctx, next: PrivacySettings): Promise<PrivacySettings> {
  const before = await getPrivacySettings(ctx);
  await saveSetting(ctx, KEY, next);
  await recordAudit(ctx, [
    { action: 'privacy.settings_changed', subjectType: 'privacy', subjectId: null, before, after: next },
  ]);
  return next;
}
