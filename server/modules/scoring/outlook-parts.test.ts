import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concentrationOf, thirdsOf } from './concentration.ts';
import { DEFAULT_CHURN, DEFAULT_HEALTH } from './churn-settings.ts';
import type { Features } from './features.ts';
import { healthOf, healthParts } from './health.ts';
import {
  chanceOfLeaving,
  churnRules,
  goneAfterDays,
  riskOf,
  sightOf,
  strongestFirst,
  type ChurnParams,
} from './risk.ts';
import { NOTHING_BESIDE } from './beside.ts';
import { settledSilence, silenceStep } from './silence-steps.ts';
import { defaultsOf, WARNING_RULES } from './warning-rules.ts';
import { NOTHING_LATELY } from './windows.ts';

const one = (own: Partial<Features> = {}): Features => ({
  ...NOTHING_LATELY,
  ...NOTHING_BESIDE,
  customerId: 1,
  tieKey: '',
  orders: 3,
  grossCents: 30_000,
  netCents: 30_000,
  purchaseDays: 3,
  firstDay: 20_000,
  lastDay: 20_060,
  lastLoginDay: null,
  recentOrders: 3,
  recentNetCents: 30_000,
  recentGrossCents: 30_000,
  ...own,
});

const untrained: ChurnParams = {
  key: '',
  definition: DEFAULT_CHURN.definition,
  method: 'formula',
  line: null,
  secondPurchaseDays: 80,
};

describe('steps of silence', () => {
  it('hold every silence near its middle, and never run backwards', () => {
    fc.assert(
      fc.property(fc.nat(5_000), (days) => {
        expect(Math.abs(settledSilence(days) - days)).toBeLessThanOrEqual(Math.max(3, days / 14));
        expect(settledSilence(days + 1)).toBeGreaterThanOrEqual(settledSilence(days));
        expect(silenceStep(settledSilence(days))).toBe(silenceStep(days));
      }),
    );
  });
});

describe('the warning rules', () => {
  const holds = (code: string, features: Partial<Features>, silence: number, gap: number | null = 30) => {
    const rule = WARNING_RULES.find((candidate) => candidate.code === code)!;
    return rule.holds(sightOf(one(features), silence, gap, 80), defaultsOf(rule));
  };

  it('warn of whoever used to log in and has not for two months, and of nobody who never did', () => {
    expect(holds('not_logging_in', { lastLoginDay: 20_030 }, 30)).toBe(true);
    expect(holds('not_logging_in', { lastLoginDay: 20_031 }, 30)).toBe(false);
    expect(holds('not_logging_in', { lastLoginDay: null }, 300)).toBe(false);
  });

  it('hear complaints within the days chosen', () => {
    expect(holds('complaints', { complaintDays: [20_000, 20_060] }, 30)).toBe(false);
    expect(holds('complaints', { complaintDays: [20_040, 20_060, 20_061] }, 30)).toBe(true);
    expect(holds('complaints', {}, 30)).toBe(false);
  });

  it('see a plan that ends soon and is not used', () => {
    const plan = { planEndDay: 20_120, lastLoginDay: 20_020 };
    expect(holds('plan_ending_unused', plan, 30)).toBe(true);
    expect(holds('plan_ending_unused', { ...plan, lastLoginDay: 20_080 }, 30)).toBe(false);
    expect(holds('plan_ending_unused', { ...plan, planEndDay: 20_300 }, 30)).toBe(false);
    expect(holds('plan_ending_unused', { ...plan, planEndDay: null }, 30)).toBe(false);
    expect(holds('plan_ending_unused', { ...plan, planEndDay: 20_050 }, 30)).toBe(false);
  });

  it('hear silence beyond the own rhythm, not before, and not where no rhythm is known', () => {
    expect(holds('silent_beyond_rhythm', {}, 90)).toBe(true);
    expect(holds('silent_beyond_rhythm', {}, 40)).toBe(false);
    expect(holds('silent_beyond_rhythm', {}, 20, 5)).toBe(false);
    expect(holds('silent_beyond_rhythm', {}, 400, null)).toBe(false);
  });

  it('see who buys less often than before, by their own past', () => {
    expect(holds('buying_less_often', { recentOrders: 2, earlierOrders: 4 }, 10)).toBe(true);
    expect(holds('buying_less_often', { recentOrders: 3, earlierOrders: 4 }, 10)).toBe(false);
    expect(holds('buying_less_often', { recentOrders: 0, earlierOrders: 2 }, 10)).toBe(false);
  });

  it('see a first purchase without a second within the usual time', () => {
    expect(holds('no_second_purchase', { purchaseDays: 1 }, 95)).toBe(true);
    expect(holds('no_second_purchase', { purchaseDays: 1 }, 60)).toBe(false);
    expect(holds('no_second_purchase', { purchaseDays: 2 }, 95)).toBe(false);
  });

  it('see spending fall and returns pile up', () => {
    expect(holds('spending_less', { earlierOrders: 3, earlierNetCents: 90_000 }, 10)).toBe(true);
    expect(holds('spending_less', { earlierOrders: 3, earlierNetCents: 60_000 }, 10)).toBe(false);
    expect(holds('returns_piling_up', { recentReturns: 2, recentReturnedCents: 9_000 }, 10)).toBe(true);
    expect(holds('returns_piling_up', { recentReturns: 1, recentReturnedCents: 9_000 }, 10)).toBe(false);
  });
});

describe('the risk', () => {
  const rules = churnRules(untrained, DEFAULT_CHURN);
  const riskAt = (silence: number, previous: string | null = null, settings = DEFAULT_CHURN) =>
    riskOf(churnRules(untrained, settings), sightOf(one(), silence, 30, 80), silence, previous);

  it('grows with silence, and whoever has been silent as long as the definition says is gone', () => {
    const points = [0, 15, 30, 60, 89].map((silence) => riskAt(silence).points);
    expect(points).toEqual(points.toSorted((a, b) => a - b));
    expect(riskAt(89).band).toBe('high');
    expect(riskAt(90).band).toBe('left');
    expect(chanceOfLeaving(untrained, sightOf(one(), 30, 30, null))).toBeCloseTo(1 - Math.exp(-31 / 30), 6);
  });

  it('holds a band by the margin once it is entered', () => {
    const silence = Array.from({ length: 90 }, (_, day) => day).find((day) => {
      const { points } = riskAt(day);
      return points < DEFAULT_CHURN.bands.high && points >= DEFAULT_CHURN.bands.high - DEFAULT_CHURN.bands.margin;
    })!;
    expect(riskAt(silence).band).toBe('medium');
    expect(riskAt(silence, 'high').band).toBe('high');
  });

  it('is raised by a rule that is set to, and says so first', () => {
    const raising = {
      ...DEFAULT_CHURN,
      rules: DEFAULT_CHURN.rules.map((rule) => ({
        ...rule,
        raisesTo: rule.code === 'buying_less_often' ? ('high' as const) : null,
      })),
    };
    const sight = sightOf(one({ recentOrders: 1, earlierOrders: 6 }), 5, 30, 80);
    const risk = riskOf(churnRules(untrained, raising), sight, 5, null);
    expect(risk).toEqual({ points: raising.bands.high, band: 'high', reason: 'frequency' });
    expect(strongestFirst(churnRules(untrained, raising), sight)[0]?.fired?.rule.code).toBe('buying_less_often');
    expect(riskOf(rules, sight, 5, null).band).toBe('low');
  });

  it('is of the days chosen: one number for everybody, or the own rhythm within bounds', () => {
    const rhythm = { ...DEFAULT_CHURN.definition, basis: 'rhythm' as const };
    expect(goneAfterDays(DEFAULT_CHURN.definition, 20)).toBe(90);
    expect([5, 20, 100, null].map((gap) => goneAfterDays(rhythm, gap))).toEqual([30, 60, 180, 90]);
  });
});

describe('a plan', () => {
  const contract = {
    ...DEFAULT_CHURN,
    definition: { ...DEFAULT_CHURN.definition, basis: 'contract' as const, graceDays: 10 },
  };
  const params = { ...untrained, definition: contract.definition, renewal: { alpha: 1, beta: 3 } };
  const riskWith = (features: Partial<Features>, silence: number) =>
    riskOf(churnRules(params, contract), sightOf(one(features), silence, 30, 80), silence, null);

  it('makes the risk: the chance that it is not renewed, however long nothing was bought', () => {
    expect(riskWith({ planEndDay: 20_500 }, 300)).toMatchObject({ points: 25, band: 'low' });
    expect(riskWith({ planEndDay: 20_500, renewals: 6 }, 300)).toMatchObject({ points: 10, band: 'low' });
  });

  it('is over when the grace is, unless an order followed its end', () => {
    const end = { planEndDay: 20_160 };
    expect([100, 101, 109, 110].map((silence) => riskWith(end, silence).band)).toEqual(['low', 'low', 'low', 'left']);
    expect(riskWith({ planEndDay: 19_990 }, 20).band).not.toBe('left');
    expect(riskWith({ planEndDay: 19_990 }, 90).band).toBe('left');
  });

  it('says nothing of whoever has none: they are gone by days', () => {
    expect(riskWith({}, 90).band).toBe('left');
    expect(riskWith({}, 89).band).not.toBe('left');
  });
});

describe('the health index', () => {
  const partsOf = (features: Partial<Features>, silence: number, gap: number | null = 30) =>
    healthParts(one(features), silence, gap);

  it('is the weighted mean of its parts', () => {
    const parts = partsOf({}, 60);
    expect(parts).toEqual({ rhythm: 50, trend: 100, repeat: (100 * 2) / 3, returns: 100 });
    expect(healthOf(DEFAULT_HEALTH.weights, parts)).toBe(Math.round(0.4 * 50 + 25 + (0.2 * 200) / 3 + 15));
    expect(healthOf({ rhythm: 1, trend: 0, repeat: 0, returns: 0 }, parts)).toBe(50);
    expect(healthOf({ rhythm: 0, trend: 0, repeat: 0, returns: 0 }, parts)).toBe(79);
  });

  it('keeps every part within 0 and 100 whatever was given back', () => {
    const worst = partsOf(
      { recentNetCents: -9, earlierNetCents: 50, recentReturnedCents: 99_999, firstDay: 19_000 },
      700,
    );
    expect(Object.values(worst).every((points) => points >= 0 && points <= 100)).toBe(true);
    expect(worst).toMatchObject({ trend: 0, returns: 0 });
  });
});

describe('concentration', () => {
  it('is 0 where all have the same, nearly 1 where one has all', () => {
    expect(concentrationOf([{ level: 5, customers: 100, cents: 1_000 }]).gini).toBeCloseTo(0, 9);
    const one = concentrationOf([
      { level: 90, customers: 1, cents: 1_000 },
      { level: 0, customers: 99, cents: 0 },
    ]);
    expect(one.gini).toBeCloseTo(0.99, 9);
    expect(one.topTenthShare).toBe(1);
    expect(concentrationOf([]).gini).toBeNull();
  });

  it('divides into thirds at amounts, not within them', () => {
    const [first, second] = thirdsOf([
      { level: 0, customers: 50, cents: 0 },
      { level: 100, customers: 25, cents: 0 },
      { level: 120, customers: 25, cents: 0 },
    ]);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(Math.exp(100 / 20) - 1);
    expect(second).toBeLessThan(Math.exp(120 / 20) - 1);
  });
});
