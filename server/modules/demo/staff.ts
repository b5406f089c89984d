import {
  createPerson,
  listPeople,
  listStores,
  type Auth,
  type Person,
  type PersonDraft,
  type Role,
} from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';

/** Only for looking around on the own machine; the start-up message prints it. */
export const DEMO_PASSWORD = 'liuke-demo-2026';

export const DEMO_ADMINISTRATOR = 'admin@demo.example';
const LEAD = 'lead@demo.example';

const COLLEAGUES: readonly { email: string; name: string; role: Role; stores: number }[] = [
  { email: DEMO_ADMINISTRATOR, name: '系统管理员', role: 'administrator', stores: 0 },
  { email: LEAD, name: '会员运营负责人', role: 'retention_lead', stores: 0 },
  { email: 'service@demo.example', name: '客服负责人', role: 'service_lead', stores: 0 },
  { email: 'analyst@demo.example', name: '数据分析', role: 'analyst', stores: 0 },
  { email: 'manager1@demo.example', name: '客户经理一', role: 'account_manager', stores: 3 },
  { email: 'manager2@demo.example', name: '客户经理二', role: 'account_manager', stores: 3 },
  { email: 'manager3@demo.example', name: '客户经理三', role: 'account_manager', stores: 3 },
];

/** One account per role, three account managers who share the shops. Those that exist are left as they are. */
export async function createDemoStaff(ctx: Ctx, auth: Auth): Promise<{ managerIds: string[] }> {
  const existing = new Set((await listPeople(ctx)).map((person) => person.email));
  const stores = await listStores(ctx);
  let next = 0;
  for (const { email, name, role, stores: share } of COLLEAGUES) {
    const storeIds = stores.slice(next, next + share).map((store) => store.storeId);
    next += share;
    const draft: PersonDraft = { email, name, role, storeIds, password: DEMO_PASSWORD };
    if (!existing.has(email)) await createPerson(ctx, auth, draft);
  }
  const people = await listPeople(ctx);
  return { managerIds: people.filter((person) => person.email.startsWith('manager')).map((person) => person.id) };
}

/** The demo's people see everybody while its past is lived: their work was given to them. */
export const asPerson = (ctx: Ctx, { id, name, role }: Person): Ctx => ({
  ...ctx,
  actor: { kind: 'user', id, name, role, scope: { kind: 'all' } },
});

export async function findLead(ctx: Ctx): Promise<Person> {
  const lead = (await listPeople(ctx)).find((person) => person.email === LEAD);
  if (!lead) throw new RangeError('the demo has lost its lead');
  return lead;
}
