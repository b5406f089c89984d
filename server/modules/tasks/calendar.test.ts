import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { closeCalendar, findCalendar, openCalendar, printCalendar, readCalendar } from './calendar.ts';
import type { Task } from './contract.ts';
import { recordTasks } from './record.ts';

const { ctx, db } = await testDatabase();
await db
  .insertInto('access.users')
  .values({ id: 'ann', name: 'Ann', email: 'ann@example.com', role: 'account_manager' })
  .execute();
const ann: Ctx = {
  ...ctx,
  actor: {
    kind: 'user',
    id: 'ann',
    name: 'Ann',
    role: 'account_manager',
    scope: { kind: 'own', userId: 'ann', storeIds: [] },
  },
};

const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));

const task = (change: Partial<Task>): Task => ({
  customerId: 1,
  taskId: 7,
  customer: { code: 'C1', name: '王小雨', phone: null },
  state: 'open',
  kind: 'call',
  title: { zh: '回访', en: 'Call' },
  reason: null,
  templateCode: null,
  priority: 2,
  ownerId: 'ann',
  ownerName: 'Ann',
  delegatedByName: null,
  dueAt: new Date('2026-03-02T09:30:00+08:00'),
  snoozedUntil: null,
  expiresAt: null,
  recurs: null,
  cause: null,
  worthCents: null,
  needsReason: false,
  overdueLevel: 0,
  outcome: null,
  result: null,
  reasonCode: null,
  notes: null,
  createdAt: ctx.now,
  closedAt: null,
  closedByName: null,
  ...change,
});

test('whatever people write, the feed is read back as it was, in lines of at most 75 octets (RFC 5545, 3.1)', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
    .map((words) => words.replaceAll(/\p{Cc}/gu, ' '));
  fc.assert(
    fc.property(text, text, fc.option(text), (name, title, notes) => {
      const printed = printCalendar(
        [task({ customer: { code: 'C1', name, phone: null }, title: { zh: title, en: title }, notes })],
        {
          name: '店',
          chinese: true,
          now: ctx.now,
        },
      );
      expect(printed.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
      const [event] = eventsOf(printed);
      expect(event?.summary).toBe(`${name} · ${title}`);
      expect(event?.uid).toBe('task-7@liuke');
      expect(event?.endDate.toJSDate()).toEqual(task({}).dueAt);
    }),
    { numRuns: 100 },
  );
});

test('the address shows the open tasks of its owner, and nothing once it is taken back or made anew', async () => {
  const [customerId = 0] = await insertCustomers(ctx, ['C1']);
  const draft = { customerId, kind: 'call', title: { zh: '回访', en: 'Call' }, priority: 2, dueAt: ctx.now } as const;
  await recordTasks(ctx, [
    { ...draft, ownerId: 'ann' },
    { ...draft, ownerId: null },
  ]);
  const first = 'a'.repeat(40);
  expect(await openCalendar(ann, first)).toMatchObject({ path: `/api/calendar/${first}/tasks.ics` });
  expect(eventsOf(await readCalendar(ctx, first))).toHaveLength(1);
  await openCalendar(ann, 'b'.repeat(40));
  await expect(readCalendar(ctx, first)).rejects.toThrow('no such calendar');
  await closeCalendar(ann);
  await expect(readCalendar(ctx, 'b'.repeat(40))).rejects.toThrow('no such calendar');
  expect(await findCalendar(ann)).toEqual({ since: null });
});
