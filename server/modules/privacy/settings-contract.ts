import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';

const days = (least: number, most: number) => z.number().int().min(least).max(most);

export const privacySettings = z.object({
  /** Requests are answered within so many days. */
  answerWithinDays: days(1, 60),
});
export type PrivacySettings = z.infer<typeof privacySettings>;

export const getSettings = endpoint({
  method: 'GET',
  path: '/api/privacy/settings',
  summary: 'Deadlines, retention, masking and limits',
  permission: 'privacy.requests',
  scope: 'none',
  response: z.object({ settings: privacySettings, defaults: privacySettings }),
});

export const saveSettings = endpoint({
  method: 'PUT',
  path: '/api/privacy/settings',
  summary: 'Change deadlines, retention, masking and limits',
  permission: 'privacy.settings',
  scope: 'none',
  idempotency: 'sets values',
  body: privacySettings,
  response: privacySettings,
});
