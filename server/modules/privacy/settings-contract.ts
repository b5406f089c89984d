import { z } from 'zod';
import { role } from '#modules/access/contract.ts';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { id, idParam, instant } from '#shared/wire.ts';

const whole = (least: number, most: number) => z.number().int().min(least).max(most);

export const maskedKind = z.enum(['phone', 'email', 'address', 'identity']);

/** The roles that see each kind in clear, beside administrators. */
const masking = z.object({
  phone: z.array(role),
  email: z.array(role),
  address: z.array(role),
  identity: z.array(role),
});

/** Days after which things are deleted; null keeps them. */
const retention = z.object({
  uploadDays: whole(1, 3_650).nullable(),
  rowErrorDays: whole(1, 3_650).nullable(),
  /** A year at least: the trail is what an inspection asks for (Cybersecurity Law art. 21: six months). */
  auditDays: whole(365, 36_500).nullable(),
});

export const privacySettings = z.object({
  /** Requests are answered within so many days. */
  answerWithinDays: whole(1, 60),
  masking,
  revealsPerHour: whole(1, 10_000),
  exportRows: whole(1, 10_000_000),
  exportRowsPerDay: whole(1, 10_000_000),
  retention,
});
export type PrivacySettings = z.infer<typeof privacySettings>;

export const getSettings = endpoint({
  method: 'GET',
  path: '/api/privacy/settings',
  summary: 'Deadlines, retention, masking and limits',
  permission: 'privacy.settings',
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

export const listRemovals = endpoint({
  method: 'GET',
  path: '/api/privacy/removals',
  summary: 'What was deleted because its time was over, newest first',
  permission: 'privacy.settings',
  scope: 'none',
  query: pageQuery,
  response: pageOf(
    z.object({ removalId: id, at: instant, what: z.string(), rows: z.number().int(), olderThan: instant }),
  ),
});

export const revealValue = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/reveal',
  summary: 'One masked value in clear; who looked, at what, of whom and when is on record',
  permission: 'privacy.reveal',
  scope: 'customers',
  masked: false,
  idempotency: 'each look is on record of its own, and counts towards the limit of the hour',
  params: z.object({ customerId: idParam }),
  /** `masked` as it is shown: it says which of several values is meant. */
  body: z.object({ kind: maskedKind, masked: z.string().min(1).max(300) }),
  response: z.object({ value: z.string() }),
});
