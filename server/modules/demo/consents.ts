import { seededRandom, type Random } from '#analytics/random.ts';
import type { DemoCustomer } from '#db/demo/brand.ts';
import { recordConsents } from '#modules/privacy/index.ts';
import type { Ctx } from '#platform/context.ts';

const SEED = 20_240_801;
/** Each is an entry of the audit trail too. */
const ANSWERS_PER_CALL = 4_000;

type Channel = 'sms' | 'email' | 'wechat' | 'call';

/** Of those who can be reached that way, how many said yes and how many no when they joined; the rest were not asked. */
const SHARES: Record<Channel, { granted: number; refused: number }> = {
  sms: { granted: 0.52, refused: 0.09 },
  email: { granted: 0.6, refused: 0.1 },
  wechat: { granted: 0.74, refused: 0.04 },
  call: { granted: 0.2, refused: 0.14 },
};

type Known = { customer: DemoCustomer; customerId: number };

/** What each said at the counter on the day they joined. Drawn for all channels alike, so that one share does not shift others. */
export async function askConsents(ctx: Ctx, customers: readonly Known[]): Promise<void> {
  const random = seededRandom(SEED);
  const answers = customers.flatMap(({ customer, customerId }) =>
    CHANNELS.flatMap((channel) => {
      const state = answerOf(random, SHARES[channel]);
      if (!state || !isReached(customer, channel)) return [];
      return [{ customerId, purpose: 'marketing' as const, channel, state, at: customer.createdAt, source: 'store' }];
    }),
  );
  for (let from = 0; from < answers.length; from += ANSWERS_PER_CALL)
    await recordConsents(ctx, answers.slice(from, from + ANSWERS_PER_CALL));
}

const CHANNELS = Object.keys(SHARES) as Channel[];

function answerOf(random: Random, { granted, refused }: { granted: number; refused: number }) {
  const chance = random();
  if (chance < granted) return 'granted' as const;
  return chance < granted + refused ? ('refused' as const) : null;
}

function isReached(customer: DemoCustomer, channel: Channel): boolean {
  if (channel === 'email') return customer.email !== null;
  return channel !== 'wechat' || customer.wechatOpenId !== null;
}
