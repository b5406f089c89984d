import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { id, idParam, instant } from '#shared/wire.ts';

const keyDraft = z.object({
  name: z.string().trim().min(1).max(80),
  /** Codes of `GET /api/roles`: what the key may do, and nothing else. */
  permissions: z.array(z.string().max(80)).min(1).max(200),
  /** Null: all customers; else those of these stores. */
  storeIds: z.array(z.number().int()).min(1).max(500).nullable().default(null),
  /** Calls a minute, on each server process. */
  perMinute: z.number().int().min(1).max(100_000).default(600),
  expiresAt: instant.nullable().default(null),
});
export type KeyDraft = z.output<typeof keyDraft>;

export const apiKey = z.object({
  keyId: id,
  name: z.string(),
  permissions: z.array(z.string()),
  storeIds: z.array(z.number().int()).nullable(),
  perMinute: z.number().int(),
  expiresAt: instant.nullable(),
  /** The first characters of the secret. */
  hint: z.string(),
  createdByName: z.string().nullable(),
  createdAt: instant,
  /** To the minute. */
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type ApiKey = z.output<typeof apiKey>;

export const listKeys = endpoint({
  method: 'GET',
  path: '/api/keys',
  summary: 'Keys of other programs, the revoked ones too',
  permission: 'access.keys',
  scope: 'none',
  response: z.object({ rows: z.array(apiKey) }),
});

export const createKey = endpoint({
  method: 'POST',
  path: '/api/keys',
  summary: 'Make a key; its secret is answered this once and never again',
  permission: 'access.keys',
  scope: 'none',
  idempotency: 'not idempotent: a second call makes a second key, because the secret of the first is kept nowhere',
  body: keyDraft,
  response: z.object({ key: apiKey, secret: z.string() }),
});

export const revokeKey = endpoint({
  method: 'POST',
  path: '/api/keys/:keyId/revoke',
  summary: 'Take a key out of use, at once and for ever',
  permission: 'access.keys',
  scope: 'none',
  idempotency: 'a key that is revoked stays so',
  params: z.object({ keyId: idParam }),
  response: apiKey,
});
