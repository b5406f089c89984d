import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { done, id, instant } from '#shared/wire.ts';
import { ROLES, SCOPES } from './roles.ts';

export const role = z.enum(ROLES);
export const scopeKind = z.enum(SCOPES);
export const locale = z.enum(['zh-CN', 'en']);

export const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  active: z.boolean(),
  locale,
  /** Signs in with a code of an authenticator app beside the password. */
  secondFactor: z.boolean(),
  storeIds: z.array(z.number().int()),
  /** Null: as the role has it. */
  scope: scopeKind.nullable(),
  /** Whose customers the person may know of, all things considered. */
  effectiveScope: scopeKind,
});
export type Person = z.infer<typeof person>;

export const store = z.object({
  storeId: z.number().int(),
  code: z.string(),
  name: z.string(),
  city: z.string().nullable(),
  active: z.boolean(),
});
export type Store = z.infer<typeof store>;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const organisation = z.object({
  name: z.string().trim().min(1).max(100),
  timeZone: z.string().min(1).max(60).refine(isTimeZone),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Organisation = z.infer<typeof organisation>;

export const password = z.string().min(10).max(128);
const personName = z.string().trim().min(1).max(80);

/** What the console must know before it can show anything. */
export const getStart = endpoint({
  method: 'GET',
  path: '/api/start',
  summary: 'Whether an administrator exists, and who is signed in',
  permission: 'public',
  scope: 'none',
  response: z.object({
    state: z.enum(['empty', 'signed_out', 'signed_in']),
    organisation: organisation.nullable(),
    /** `owesSecondFactor`: nothing may be done before two-factor sign-in is set up. */
    me: person.extend({ permissions: z.array(z.string()), owesSecondFactor: z.boolean() }).nullable(),
    version: z.string(),
    /** True while the house holds the demo brand, so that screens can say so. */
    demo: z.boolean(),
  }),
});

export const createFirstAdministrator = endpoint({
  method: 'POST',
  path: '/api/start/administrator',
  summary: 'Make the first administrator of an empty house',
  permission: 'public',
  scope: 'none',
  idempotency: 'refused as soon as anybody exists',
  body: z.object({
    organisation,
    name: personName,
    email: z.email().max(200),
    password,
    locale: locale.default('zh-CN'),
  }),
  response: person,
});

export const listPeople = endpoint({
  method: 'GET',
  path: '/api/people',
  summary: 'Staff with their roles and stores',
  permission: 'signed-in',
  scope: 'none',
  response: z.object({ rows: z.array(person) }),
});

export const createPerson = endpoint({
  method: 'POST',
  path: '/api/people',
  summary: 'Add a member of staff',
  permission: 'access.people',
  scope: 'none',
  idempotency: 'an e-mail that exists is refused',
  body: z.object({
    name: personName,
    email: z.email().max(200),
    password,
    role,
    storeIds: z.array(z.number().int()).max(500).default([]),
    scope: scopeKind.nullable().default(null),
    locale: locale.default('zh-CN'),
  }),
  response: person,
});

export const updatePerson = endpoint({
  method: 'PATCH',
  path: '/api/people/:id',
  summary: 'Change name, role, stores, data scope, language or access of a member of staff',
  permission: 'access.people',
  scope: 'none',
  idempotency: 'sets values',
  params: z.object({ id: z.string().max(64) }),
  body: z.object({
    name: personName.optional(),
    role: role.optional(),
    active: z.boolean().optional(),
    locale: locale.optional(),
    storeIds: z.array(z.number().int()).max(500).optional(),
    scope: scopeKind.nullable().optional(),
    password: password.optional(),
  }),
  response: person,
});

export const updateMe = endpoint({
  method: 'PATCH',
  path: '/api/me',
  summary: 'Change the own name or language',
  permission: 'signed-in',
  scope: 'none',
  idempotency: 'sets values',
  body: z.object({ name: personName.optional(), locale: locale.optional() }),
  response: done,
});

export const listRoles = endpoint({
  method: 'GET',
  path: '/api/roles',
  summary: 'What each role may do',
  permission: 'access.people',
  scope: 'none',
  response: z.object({
    rows: z.array(
      z.object({
        permission: z.string(),
        roles: z.array(role),
        /** Only for those of these roles who may know of all customers. */
        overEverybody: z.boolean(),
      }),
    ),
    scopes: z.record(role, scopeKind),
    /** Roles that must sign in with a second factor. */
    secondFactor: z.array(role),
  }),
});

export const saveRequiredRoles = endpoint({
  method: 'PUT',
  path: '/api/roles/second-factor',
  summary: 'Which roles must sign in with a second factor; whoever has none yet may do nothing but set it up',
  permission: 'access.people',
  scope: 'none',
  idempotency: 'sets values',
  body: z.object({ roles: z.array(role).max(10) }),
  response: z.object({ roles: z.array(role) }),
});

export const resetSecondFactor = endpoint({
  method: 'POST',
  path: '/api/people/:id/second-factor/reset',
  summary: 'Take the second factor away from somebody who lost it, and sign them out everywhere',
  permission: 'access.people',
  scope: 'none',
  idempotency: 'does nothing where there is none',
  params: z.object({ id: z.string().max(64) }),
  response: person,
});

export const saveRoleScopes = endpoint({
  method: 'PUT',
  path: '/api/roles/scopes',
  summary: 'Whose customers each role may know of; the administrator’s is always all',
  permission: 'access.people',
  scope: 'none',
  idempotency: 'sets values',
  body: z.object({ scopes: z.partialRecord(role, scopeKind) }),
  response: z.object({ scopes: z.record(role, scopeKind) }),
});

const teamDraft = z.object({
  name: z.string().trim().min(1).max(80),
  leadId: z.string().max(64).nullable(),
  memberIds: z.array(z.string().max(64)).max(500),
  active: z.boolean(),
});
export type TeamDraft = z.infer<typeof teamDraft>;

export const team = teamDraft.extend({ teamId: id });
export type Team = z.infer<typeof team>;

export const listTeams = endpoint({
  method: 'GET',
  path: '/api/teams',
  summary: 'Teams with their leads and members',
  permission: 'signed-in',
  scope: 'none',
  response: z.object({ rows: z.array(team) }),
});

export const createTeam = endpoint({
  method: 'POST',
  path: '/api/teams',
  summary: 'Make a team',
  permission: 'access.people',
  scope: 'none',
  idempotency: 'a name that exists is refused',
  body: teamDraft,
  response: team,
});

export const updateTeam = endpoint({
  method: 'PUT',
  path: '/api/teams/:teamId',
  summary: 'Change a team: name, lead, members, or that it exists no longer',
  permission: 'access.people',
  scope: 'none',
  idempotency: 'sets values',
  params: z.object({ teamId: z.coerce.number().int().positive() }),
  body: teamDraft,
  response: team,
});

export const listStores = endpoint({
  method: 'GET',
  path: '/api/stores',
  summary: 'Stores',
  permission: 'signed-in',
  scope: 'none',
  response: z.object({ rows: z.array(store) }),
});

export const saveStore = endpoint({
  method: 'PUT',
  path: '/api/stores/:code',
  summary: 'Make or change a store',
  permission: 'access.organisation',
  scope: 'none',
  idempotency: 'sets values by code',
  params: z.object({ code: z.string().trim().min(1).max(60) }),
  body: z.object({
    name: z.string().trim().min(1).max(120),
    city: z.string().trim().max(80).nullable().default(null),
    active: z.boolean().default(true),
  }),
  response: store,
});

export const saveOrganisation = endpoint({
  method: 'PUT',
  path: '/api/organisation',
  summary: 'Name, time zone and currency of the business',
  permission: 'access.organisation',
  scope: 'none',
  idempotency: 'sets values',
  body: organisation,
  response: organisation,
});

export const auditEntry = z.object({
  auditId: z.number().int(),
  at: instant,
  actorKind: z.string(),
  actorName: z.string(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string().nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});

export const listAudit = endpoint({
  method: 'GET',
  path: '/api/audit',
  summary: 'Who changed what, newest first',
  permission: 'access.audit',
  scope: 'none',
  masked: true,
  query: pageQuery.extend({
    actorId: z.string().max(64).optional(),
    subjectType: z.string().max(60).optional(),
    subjectId: z.string().max(120).optional(),
    action: z.string().max(80).optional(),
  }),
  response: pageOf(auditEntry),
});
