import { randomBytes } from 'node:crypto';
import { createPerson, ROLES, type Role } from '#modules/access/index.ts';
import { inTransaction } from '#platform/context.ts';
import { UsageError, type Command } from './command.ts';

/** Makes a sign-in. Without --password one is made up and printed once. */
export const userCommand: Command = {
  usage: `user create --email E --name N [--role ${ROLES.join('|')}] [--password P] [--json]`,
  options: {
    email: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
    password: { type: 'string' },
  },
  run: async ({ app, ctx }, [verb], { email, name, role = 'administrator', password }) => {
    if (verb !== 'create' || typeof email !== 'string' || typeof name !== 'string')
      throw new UsageError(`Usage: ${userCommand.usage}`);
    if (!ROLES.includes(role as Role)) throw new UsageError(`--role: one of ${ROLES.join(', ')}`);
    const chosen = typeof password === 'string' ? password : randomBytes(12).toString('base64url');
    if (chosen.length < 10) throw new UsageError('--password: at least 10 characters');
    const person = await inTransaction(ctx, (inner) =>
      createPerson(inner, app.auth, { email, name, role: role as Role, password: chosen }),
    );
    return { ...person, ...(typeof password !== 'string' && { password: chosen }) };
  },
};
