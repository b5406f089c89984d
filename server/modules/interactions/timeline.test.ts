import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTransaction } from '#platform/context.ts';
import { ForbiddenError, InvalidError, NotFoundError } from '#platform/errors.ts';
import type { TimelineItem } from '#platform/fields.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase, TEST_NOW } from '#test/database.ts';
import { deleteContact, getContact, recordContact, updateContact } from './contacts.ts';
import type { InteractionInput } from './contract.ts';
import { refreshBehaviour } from './days.ts';
import { recordInteractions } from './record.ts';
import { sittingTimeline } from './sittings.ts';
import { interactionTimeline } from './timeline.ts';

const { ctx } = await testDatabase();

const at = (minutes: number) => new Date(TEST_NOW.getTime() - minutes * 60_000).toISOString();

let made = 0;
async function customerWith(events: readonly Omit<InteractionInput, 'externalId' | 'customer'>[]): Promise<number> {
  made += 1;
  const [customerId = 0] = await insertCustomers(ctx, [`T-${made}`]);
  const drafts = events.map((event, n) => ({ ...event, externalId: `t-${made}-${n}`, customer: { customerId } }));
  await inTransaction(ctx, (ctx) => recordInteractions(ctx, drafts));
  return customerId;
}

test('page views are told as sittings: half an hour apart is another one', async () => {
  const customerId = await customerWith([
    { kind: 'login', at: at(200) },
    { kind: 'page_view', at: at(199), title: '春季新品', seconds: 40 },
    { kind: 'page_view', at: at(170), title: '春季新品', seconds: 20 },
    { kind: 'feature_use', at: at(169), feature: '搭配推荐' },
    { kind: 'page_view', at: at(100), page: '/cart', seconds: 5 },
  ]);
  const items = await sittingTimeline.list(ctx, customerId, null, 10);
  expect(items.map(({ at: moment, detail }) => [moment.toISOString(), detail])).toEqual([
    [at(100), expect.objectContaining({ pageViews: 1, seconds: 5, places: ['/cart'], logins: 0 })],
    [
      at(169),
      expect.objectContaining({
        startedAt: at(200),
        pageViews: 2,
        seconds: 60,
        logins: 1,
        places: ['春季新品'],
        features: ['搭配推荐'],
      }),
    ],
  ]);
});

test('pages of sittings hold every event once, wherever they are cut', async () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(minutes, fc.integer({ min: 1, max: 4 }), async (views, limit) => {
      const customerId = await customerWith(views.map((minute) => ({ kind: 'page_view', at: at(minute) })));
      const seen: TimelineItem[] = [];
      for (let before: Date | null = null; ; before = seen.at(-1)?.at ?? null) {
        const page: TimelineItem[] = await sittingTimeline.list(ctx, customerId, before, limit);
        seen.push(...page);
        if (page.length < limit) break;
      }
      expect(seen.reduce((total, item) => total + Number(item.detail['pageViews']), 0)).toBe(views.length);
      expect(new Set(seen.map((item) => item.key)).size).toBe(seen.length);
      expect(seen).toEqual(await sittingTimeline.list(ctx, customerId, null, 100));
    }),
    { numRuns: 25 },
  );
});

test('the rest is told one by one, and can be asked for by kind', async () => {
  const customerId = await customerWith([
    { kind: 'call', at: at(10), direction: 'out', outcome: 'no_answer', seconds: 12 },
    { kind: 'add_to_cart', at: at(20), title: '羊绒围巾' },
    { kind: 'message', at: at(30), direction: 'in', channel: 'wechat', content: '有新到的羊绒吗？' },
    { kind: 'course_completed', at: at(40), title: '咖啡入门' },
    { kind: 'page_view', at: at(50) },
  ]);
  const all = await interactionTimeline.list(ctx, customerId, null, 10);
  expect(all.map(({ kind }) => kind)).toEqual([
    'interaction.call',
    'interaction.cart',
    'interaction.message',
    'interaction.other',
  ]);
  expect(all[2]?.detail).toMatchObject({ direction: 'in', channel: 'wechat', content: '有新到的羊绒吗？' });
  const carts = await interactionTimeline.list(ctx, customerId, null, 10, new Set(['interaction.cart']));
  expect(carts.map(({ detail }) => detail['title'])).toEqual(['羊绒围巾']);
  expect(await interactionTimeline.list(ctx, customerId, new Date(at(20)), 1)).toMatchObject([
    { kind: 'interaction.message' },
  ]);
});

const everybody = { kind: 'all' as const };
const asPerson = (id: string) => ({
  ...ctx,
  actor: { kind: 'user' as const, id, name: id, role: 'account_manager', scope: everybody },
});

test('what somebody wrote down can be corrected and taken back by them, and by the lead', async () => {
  const customerId = await customerWith([]);
  const writer = asPerson('zhou');
  const draft = {
    reference: 'form-1',
    kind: 'call' as const,
    content: '想要大一码',
    needs: '42 码',
    outcome: 'reached' as const,
  };
  const contact = await inTransaction(writer, (ctx) => recordContact(ctx, customerId, draft));
  expect(contact).toMatchObject({ kind: 'call', actorId: 'zhou', content: '想要大一码', needs: '42 码' });
  const again = await inTransaction(writer, (ctx) => recordContact(ctx, customerId, draft));
  expect(again.interactionId).toBe(contact.interactionId);
  const change = { content: '想要大两码', at: new Date(at(60)) };
  await expect(updateContact(asPerson('lin'), contact, change, false)).rejects.toThrow(ForbiddenError);
  await inTransaction(writer, (ctx) => updateContact(ctx, contact, change, false));
  expect(await getContact(writer, customerId, contact.interactionId)).toMatchObject({ ...change, needs: '42 码' });
  await inTransaction(asPerson('lin'), (ctx) => deleteContact(ctx, contact, true));
  await expect(getContact(writer, customerId, contact.interactionId)).rejects.toThrow(NotFoundError);
  await refreshBehaviour(ctx, { customerIds: [customerId] });
  const figures = await ctx.db
    .selectFrom('interactions.rollups')
    .select(['contacts_90d', 'last_contact_at'])
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  expect(figures).toEqual({ contacts_90d: 0, last_contact_at: null });
});

test('a note without a word is refused, and nobody writes on a customer out of their sight', async () => {
  const customerId = await customerWith([]);
  const empty = { reference: 'form-2', kind: 'note' as const, content: null };
  await expect(recordContact(asPerson('zhou'), customerId, empty)).rejects.toThrow(InvalidError);
  const stranger = {
    ...ctx,
    actor: { ...asPerson('zhou').actor, scope: { kind: 'own' as const, userId: 'zhou', storeIds: [] } },
  };
  await expect(recordContact(stranger, customerId, { ...empty, content: '来过' })).rejects.toThrow(NotFoundError);
});
