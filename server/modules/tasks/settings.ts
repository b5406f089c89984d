import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { TaskSettings } from './contract.ts';

const KEY = 'tasks.settings';

/** Both lists of reasons the trade uses, united, and what is left when neither fits. */
export const DEFAULT_TASK_SETTINGS: TaskSettings = {
  escalateAfterDays: 2,
  reasons: [
    { code: 'product_quality', zh: '产品质量', en: 'Product quality' },
    { code: 'service_quality', zh: '服务质量', en: 'Service quality' },
    { code: 'price', zh: '价格', en: 'Price' },
    { code: 'competitor', zh: '竞争对手', en: 'Competitor' },
    { code: 'price_sensitive', zh: '价格敏感', en: 'Sensitive to price' },
    { code: 'service_upset', zh: '服务不满', en: 'Upset by service' },
    { code: 'need_moved', zh: '需求转移', en: 'Needs moved on' },
    { code: 'other', zh: '其他', en: 'Other' },
    { code: 'not_asked', zh: '没有问到', en: 'Could not ask' },
  ],
};

export async function getTaskSettings(ctx: Ctx): Promise<TaskSettings> {
  return (await getSetting<TaskSettings>(ctx, KEY)) ?? DEFAULT_TASK_SETTINGS;
}

export async function saveTaskSettings(ctx: Ctx, next: TaskSettings): Promise<TaskSettings> {
  if (new Set(next.reasons.map(({ code }) => code)).size < next.reasons.length)
    throw new InvalidError('tasks.reason_twice', 'Each reason has a code of its own.');
  const before = await getTaskSettings(ctx);
  await saveSetting(ctx, KEY, next);
  await recordAudit(ctx, [
    { action: 'tasks.settings_changed', subjectType: 'settings', subjectId: KEY, before, after: next },
  ]);
  return next;
}
