/**
 * Sign-in is better-auth's; this file tells it where its tables are and translates a session into an actor. Accounts
 * are made by administrators, so signing up is off.
 */
import { randomBytes } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins';
import { hashPassword } from 'better-auth/crypto';
import type { Actor } from '#platform/context.ts';
import type { Database } from '#platform/db.ts';
import { findKeyActor } from './keys.ts';
import { findActor } from './scopes.ts';

export type Auth = {
  /** Serves everything under /api/auth. */
  handler: (request: Request) => Promise<Response>;
  authenticate: (headers: Headers, now: Date) => Promise<Actor | null>;
  hashPassword: (password: string) => Promise<string>;
  newId: () => string;
};

export type AuthOptions = { database: Database; secret: string; publicUrl: string | null };

const SESSION_SECONDS = 7 * 24 * 3600;

export function createAuth({ database, secret, publicUrl }: AuthOptions): Auth {
  const auth = betterAuth({
    database: { db: database.db.withSchema('access'), type: 'postgres' },
    secret,
    basePath: '/api/auth',
    ...(publicUrl && { baseURL: publicUrl }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    session: {
      modelName: 'sessions',
      expiresIn: SESSION_SECONDS,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    account: {
      modelName: 'accounts',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 120,
      customRules: { '/sign-in/email': { window: 60, max: 20 }, '/two-factor/*': { window: 60, max: 20 } },
    },
    plugins: [secondFactor],
    trustedOrigins: (request) => sameOrigin(request),
    advanced: { cookiePrefix: 'liuke', database: { generateId: () => newId() } },
  });
  return {
    handler: (request) => auth.handler(request),
    authenticate: async (headers, now) => {
      if (headers.has('authorization')) return findKeyActor({ db: database.db, now }, headers);
      const session = await auth.api.getSession({ headers });
      return session ? findActor(database, session.user.id) : null;
    },
    hashPassword,
    newId,
  };
}

/** Codes of an authenticator app (TOTP, RFC 6238), and ten backup codes that work once each. */
const secondFactor = twoFactor({
  issuer: 'Liuke',
  schema: {
    user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
    twoFactor: {
      modelName: 'two_factors',
      fields: {
        userId: 'user_id',
        backupCodes: 'backup_codes',
        failedVerificationCount: 'failed_verification_count',
        lockedUntil: 'locked_until',
      },
    },
  },
});

const newId = () => randomBytes(16).toString('base64url');

/** Wherever this server is reached, its own pages may sign in; other sites' pages may not. */
function sameOrigin(request: Request | undefined): string[] {
  const origin = request?.headers.get('origin');
  if (!origin || new URL(origin).host !== request?.headers.get('host')) return [];
  return [origin];
}
