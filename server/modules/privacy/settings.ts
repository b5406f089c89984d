import { getExportLimits, recordAudit, saveExportLimits, DEFAULT_EXPORT_LIMITS } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { DEFAULT_MASKING, getMasking, MASKING_SETTING } from '#platform/masking.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { PrivacySettings } from './settings-contract.ts';

type Own = Pick<PrivacySettings, 'answerWithinDays' | 'revealsPerHour' | 'retention'>;

/** PIPL 50 asks for an answer in time; fifteen days is what the rules for apps ask (2021-191, art. 4), GB/T 35273 30 at most. */
const DEFAULT_OWN: Own = {
  answerWithinDays: 15,
  revealsPerHour: 60,
  retention: { uploadDays: 90, rowErrorDays: 90, auditDays: null },
};

export const DEFAULT_SETTINGS: PrivacySettings = {
  ...DEFAULT_OWN,
  masking: { ...DEFAULT_MASKING } as PrivacySettings['masking'],
  exportRows: DEFAULT_EXPORT_LIMITS.rowsPerExport,
  exportRowsPerDay: DEFAULT_EXPORT_LIMITS.rowsPerDay,
};

const KEY = 'privacy';

/** Masking and limits are kept where they are asked for: by the edge and by whatever exports. */
export async function getPrivacySettings(ctx: Ctx): Promise<PrivacySettings> {
  const own = await getSetting<Partial<Own>>(ctx, KEY);
  const { rowsPerExport, rowsPerDay } = await getExportLimits(ctx);
  return {
    ...DEFAULT_OWN,
    ...own,
    retention: { ...DEFAULT_OWN.retention, ...own?.retention },
    masking: (await getMasking(ctx)) as PrivacySettings['masking'],
    exportRows: rowsPerExport,
    exportRowsPerDay: rowsPerDay,
  };
}

export async function savePrivacySettings(ctx: Ctx, next: PrivacySettings): Promise<PrivacySettings> {
  const before = await getPrivacySettings(ctx);
  const { masking, exportRows, exportRowsPerDay, ...own } = next;
  await saveSetting(ctx, KEY, own);
  await saveSetting(ctx, MASKING_SETTING, masking);
  await saveExportLimits(ctx, { rowsPerExport: exportRows, rowsPerDay: exportRowsPerDay });
  await recordAudit(ctx, [
    { action: 'privacy.settings_changed', subjectType: 'privacy', subjectId: null, before, after: next },
  ]);
  return next;
}
