/** Keys with which other programs call the API: each may do what it was made for, for the customers it was made for. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor, Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { recordAudit } from './audit.ts';
import type { ApiKey, KeyDraft } from './keys-contract.ts';

/** Begins every secret, so that scanners of source code find one that was left there. */
const PREFIX = 'lk_';
const SECRET_BYTES = 32;
const HINT_LENGTH = PREFIX.length + 6;

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export async function createKey(
  ctx: Ctx,
  draft: KeyDraft,
  known: readonly string[],
): Promise<{ key: ApiKey; secret: string }> {
  await refuse(ctx, draft, known);
  const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
  const { key_id } = await ctx.db
    .insertInto('access.api_keys')
    .values({
      name: draft.name,
      digest: digestOf(secret),
      hint: secret.slice(0, HINT_LENGTH),
      permissions: [...new Set(draft.permissions)],
      store_ids: draft.storeIds,
      per_minute: draft.perMinute,
      created_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      created_at: ctx.now,
      expires_at: draft.expiresAt,
    })
    .returning('key_id')
    .executeTakeFirstOrThrow();
  const key = await getKey(ctx, key_id);
  await recordAudit(ctx, [{ action: 'keys.created', subjectType: 'key', subjectId: key_id, after: traced(key) }]);
  return { key, secret };
}

async function refuse(ctx: Ctx, draft: KeyDraft, known: readonly string[]): Promise<void> {
  const unknown = draft.permissions.find((permission) => !known.includes(permission));
  if (unknown) throw new InvalidError('access.permission_unknown', `There is no permission "${unknown}".`);
  if (draft.expiresAt && draft.expiresAt <= ctx.now)
    throw new InvalidError('access.key_expires_past', 'A key must end in the future.');
  if (!draft.storeIds) return;
  const stores = await ctx.db
    .selectFrom('access.stores')
    .select('store_id')
    .where('store_id', 'in', draft.storeIds)
    .execute();
  if (stores.length < new Set(draft.storeIds).size)
    throw new InvalidError('access.store_not_found', 'One of the stores is unknown.');
}

export async function revokeKey(ctx: Ctx, keyId: number): Promise<ApiKey> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('access.api_keys')
    .set({ revoked_at: ctx.now })
    .where('key_id', '=', keyId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const key = await getKey(ctx, keyId);
  if (numUpdatedRows > 0n)
    await recordAudit(ctx, [{ action: 'keys.revoked', subjectType: 'key', subjectId: keyId, before: traced(key) }]);
  return key;
}

const traced = ({ name, permissions, storeIds, perMinute, expiresAt }: ApiKey) => ({
  name,
  permissions,
  storeIds,
  perMinute,
  expiresAt,
});

export async function listKeys(ctx: Ctx): Promise<ApiKey[]> {
  const rows = await ctx.db
    .selectFrom('access.api_keys as k')
    .leftJoin('access.users as u', 'u.id', 'k.created_by')
    .selectAll('k')
    .select('u.name as created_by_name')
    .orderBy(sql`k.revoked_at is not null`)
    .orderBy('k.key_id', 'desc')
    .execute();
  return rows.map((row) => ({
    keyId: row.key_id,
    name: row.name,
    hint: row.hint,
    permissions: row.permissions,
    storeIds: row.store_ids,
    perMinute: row.per_minute,
    createdByName: row.created_by_name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }));
}

async function getKey(ctx: Ctx, keyId: number): Promise<ApiKey> {
  const key = (await listKeys(ctx)).find((candidate) => candidate.keyId === keyId);
  if (!key) throw new NotFoundError('access.key_not_found', 'There is no such key.');
  return key;
}

/** The actor behind `Authorization: Bearer <secret>`; null when the key is unknown, revoked or over. */
export async function findKeyActor(ctx: Pick<Ctx, 'db' | 'now'>, headers: Headers): Promise<Actor | null> {
  const secret = /^Bearer (lk_[\w-]+)$/.exec(headers.get('authorization') ?? '')?.[1];
  if (!secret) return null;
  const key = await ctx.db
    .selectFrom('access.api_keys')
    .selectAll()
    .where('digest', '=', digestOf(secret))
    .where('revoked_at', 'is', null)
    .where(sql<boolean>`coalesce(expires_at > ${ctx.now}, true)`)
    .executeTakeFirst();
  if (!key) return null;
  await noteUse(ctx, key.key_id);
  const id = `key-${key.key_id}`;
  return {
    kind: 'key',
    id,
    name: key.name,
    permissions: key.permissions,
    perMinute: key.per_minute,
    scope: key.store_ids === null ? { kind: 'all' } : { kind: 'stores', userId: id, storeIds: key.store_ids },
  };
}

/** Once a minute at most: a busy key must not write a row for every call. */
async function noteUse(ctx: Pick<Ctx, 'db' | 'now'>, keyId: number): Promise<void> {
  await sql`
    update access.api_keys set last_used_at = ${ctx.now}
    where key_id = ${keyId} and coalesce(last_used_at < ${ctx.now}::timestamptz - interval '1 minute', true)`.execute(
    ctx.db,
  );
}
