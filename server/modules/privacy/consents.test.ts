import { beforeEach, expect, test } from 'vitest';
import { mergeCustomers, undoMerge } from '#modules/customers/index.ts';
import { testDatabase } from '#test/database.ts';
import { insertCustomers } from '#test/factories.ts';
import { answerConfirmation, getConfirmation } from './confirmations.ts';
import { recordConsents } from './consents.ts';
import { getConsents } from './consent-page.ts';
import type { Channel, ConsentState, Purpose } from './contract.ts';
import { mayContact, whoRefuses } from './may-contact.ts';
import { ownedTables } from './owned-tables.ts';
import { refreshPreferences } from './preferences.ts';
import { publishText } from './texts.ts';

const { ctx, db } = await testDatabase();
let customerId = 0;
let seconds = 0;

/** Each answer a second after the one before. */
const later = () => ({ ...ctx, now: new Date(ctx.now.getTime() + (seconds += 1) * 1_000) });

const say = (purpose: Purpose, channel: Channel, state: ConsentState, who = customerId) =>
  recordConsents(later(), [{ customerId: who, purpose, channel, state, source: 'form' }]);

const may = async (purpose: Purpose, channel: Channel, who = customerId) =>
  (await mayContact(ctx, [who], purpose, channel)).get(who);

beforeEach(async () => {
  [customerId = 0] = await insertCustomers(ctx, ['A']);
});

test('advertising needs a yes, service goes on until a no', async () => {
  expect(await may('marketing', 'sms')).toEqual({ allowed: false, reason: 'not_asked' });
  expect(await may('service', 'sms')).toEqual({ allowed: true, reason: 'not_refused' });
  await say('marketing', 'sms', 'granted');
  expect(await may('marketing', 'sms')).toEqual({ allowed: true, reason: 'granted' });
  expect(await may('marketing', 'email')).toEqual({ allowed: false, reason: 'not_asked' });
});

test('the latest word counts, for one channel or for all of them', async () => {
  await say('marketing', 'sms', 'granted');
  await say('marketing', 'any', 'refused');
  expect(await may('marketing', 'sms')).toEqual({ allowed: false, reason: 'refused' });
  await say('marketing', 'sms', 'granted');
  expect(await may('marketing', 'sms')).toEqual({ allowed: true, reason: 'granted' });
  expect(await may('marketing', 'email')).toEqual({ allowed: false, reason: 'refused' });
});

test('a word of last year that arrives today does not overrule one of yesterday', async () => {
  await say('marketing', 'email', 'refused');
  await recordConsents(later(), [
    {
      customerId,
      purpose: 'marketing',
      channel: 'email',
      state: 'granted',
      at: new Date('2025-01-01'),
      source: 'file',
    },
  ]);
  expect(await may('marketing', 'email')).toEqual({ allowed: false, reason: 'refused' });
});

test('whoever does not want to be contacted is not, for anything, until they say otherwise', async () => {
  await say('marketing', 'sms', 'granted');
  await say('contact', 'any', 'refused');
  expect(await may('marketing', 'sms')).toEqual({ allowed: false, reason: 'do_not_contact' });
  expect(await may('service', 'call')).toEqual({ allowed: false, reason: 'do_not_contact' });
  await say('contact', 'any', 'granted');
  expect(await may('marketing', 'sms')).toEqual({ allowed: true, reason: 'granted' });
});

test('an answer that holds already is no new entry, nor is one of the same key', async () => {
  await say('survey', 'any', 'granted');
  expect(await say('survey', 'any', 'granted')).toMatchObject({ recorded: 0 });
  const keyed = {
    customerId,
    purpose: 'survey',
    channel: 'any',
    state: 'refused',
    source: 'form',
    key: 'f-1',
  } as const;
  expect(await recordConsents(later(), [keyed])).toMatchObject({ recorded: 1 });
  expect(await recordConsents(later(), [keyed])).toMatchObject({ recorded: 0 });
  const { history } = await getConsents(ctx, customerId);
  expect(history.map(({ state }) => state)).toEqual(['refused', 'granted']);
});

test('an answer keeps the version of the text it was given to', async () => {
  const text = { titleZh: '营销', bodyZh: '同意接收短信', titleEn: 'Marketing', bodyEn: 'I agree' };
  await publishText(ctx, { purpose: 'marketing', ...text });
  await say('marketing', 'sms', 'granted');
  expect(await publishText(ctx, { purpose: 'marketing', ...text })).toMatchObject({ version: 1 });
  expect(await publishText(ctx, { purpose: 'marketing', ...text, bodyEn: 'Yes' })).toMatchObject({ version: 2 });
  await say('marketing', 'email', 'granted');
  const { history } = await getConsents(ctx, customerId);
  expect(history.map(({ textVersion }) => textVersion)).toEqual([2, 1]);
});

test('a link waits for a yes, looking at it says nothing, and after its time only no is heard', async () => {
  const { confirmations } = await say('marketing', 'wechat', 'pending');
  const [{ token } = { token: '' }] = confirmations;
  expect(await may('marketing', 'wechat')).toEqual({ allowed: false, reason: 'pending' });
  expect(await getConfirmation(ctx, token)).toMatchObject({ state: 'waiting', purpose: 'marketing' });
  expect(await may('marketing', 'wechat')).toEqual({ allowed: false, reason: 'pending' });
  await answerConfirmation(later(), token, 'confirm', '203.0.113.7');
  expect(await may('marketing', 'wechat')).toEqual({ allowed: true, reason: 'granted' });
  expect(await getConfirmation(ctx, token)).toMatchObject({ state: 'confirmed' });
  expect((await getConsents(ctx, customerId)).history[0]).toMatchObject({ ip: '203.0.113.7', source: 'link' });
  const { confirmations: again } = await say('survey', 'any', 'pending');
  const late = { ...ctx, now: new Date(ctx.now.getTime() + 8 * 86_400_000) };
  const second = again[0]?.token ?? '';
  await expect(answerConfirmation(late, second, 'confirm', null)).rejects.toMatchObject({
    code: 'privacy.link_expired',
  });
  await answerConfirmation(late, second, 'refuse', null);
  expect(await may('survey', 'any')).toEqual({ allowed: false, reason: 'refused' });
});

test('a refusal of personal offers is known to whoever makes them', async () => {
  await say('personalisation', 'any', 'refused');
  expect(await whoRefuses(ctx, [customerId], 'personalisation')).toEqual(new Set([customerId]));
  expect(await whoRefuses(ctx, [customerId], 'profiling')).toEqual(new Set());
  expect(await getConsents(ctx, customerId)).toMatchObject({ refusesPersonalisation: true, doNotContact: false });
});

test('purposes that reach nobody have no channel', async () => {
  await expect(say('profiling', 'sms', 'refused')).rejects.toMatchObject({ code: 'privacy.misplaced' });
});

test('of two records merged the stricter answer counts at once, a later word overrules it, and undoing brings back each', async () => {
  const [other = 0] = await insertCustomers(ctx, ['B']);
  await say('marketing', 'sms', 'granted');
  await say('marketing', 'sms', 'refused', other);
  await say('marketing', 'email', 'refused', other);
  await say('marketing', 'sms', 'granted');
  const merged = await mergeCustomers(later(), ownedTables, {
    customerIds: [customerId, other],
    survivorId: customerId,
    choices: {},
  });
  expect(await may('marketing', 'sms')).toEqual({ allowed: false, reason: 'refused' });
  await refreshPreferences(later(), { customerIds: [customerId] });
  expect(await may('marketing', 'sms')).toEqual({ allowed: false, reason: 'refused' });
  await say('marketing', 'sms', 'granted');
  expect(await may('marketing', 'sms')).toEqual({ allowed: true, reason: 'granted' });
  expect(await may('marketing', 'email')).toEqual({ allowed: false, reason: 'refused' });
  await undoMerge(later(), ownedTables, merged.mergeId);
  expect(await may('marketing', 'email')).toEqual({ allowed: false, reason: 'not_asked' });
  expect(await may('marketing', 'email', other)).toEqual({ allowed: false, reason: 'refused' });
});

test('lists choose by what holds now', async () => {
  await say('marketing', 'sms', 'granted');
  await say('contact', 'any', 'refused');
  const read = () =>
    db.selectFrom('privacy.preferences').selectAll().where('customer_id', '=', customerId).executeTakeFirst();
  expect(await read()).toMatchObject({ marketing_sms: 'granted', do_not_contact: 'yes' });
  await say('contact', 'any', 'granted');
  await say('marketing', 'any', 'refused');
  expect(await read()).toMatchObject({ marketing_sms: 'refused', do_not_contact: null, survey: null });
});
