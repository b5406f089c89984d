import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPreset, stageOf } from '#analytics/lifecycle.ts';
import type { LifecycleFeatures, LifecyclePreset } from '#analytics/lifecycle.ts';
import {
  DEFAULT_LIFECYCLE_SETTINGS,
  LIFECYCLE_CODES,
  STAGE_RULE_LABELS,
  lifecyclePreset,
} from '#analytics/lifecycle-presets.ts';

const customer = (
  orders: number,
  first: number | null,
  last: number | null,
  gap: number | null,
): LifecycleFeatures => ({
  orders,
  daysSinceFirst: first,
  daysSinceLast: last,
  ownGapDays: gap,
});

const prospect = customer(0, null, null, null);

const allPresets: LifecyclePreset[] = LIFECYCLE_CODES.flatMap((code) => [
  lifecyclePreset(code, { basis: 'rhythm' }),
  lifecyclePreset(code, { basis: 'days' }),
]);

const anyCustomer = fc.oneof(
  fc.constant(prospect),
  fc
    .record({ orders: fc.integer({ min: 1, max: 40 }), first: fc.nat(1500), last: fc.nat(1500) })
    .chain(({ orders, first, last }) =>
      fc
        .option(fc.double({ min: 0.5, max: 400, noNaN: true }))
        .map((gap) => customer(orders, Math.max(first, last), last, gap)),
    ),
);

describe('every preset', () => {
  it('is sound, and each of its rules has a text in both languages', () => {
    for (const preset of allPresets) {
      expect(checkPreset(preset)).toEqual([]);
      for (const rule of preset.rules) expect(STAGE_RULE_LABELS[rule.code]).toHaveProperty('zh');
    }
  });

  it('gives any customer exactly one of its stages, the same again when asked again', () => {
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(...allPresets), fc.nat(5), (features, preset, previousIndex) => {
        const previous = preset.stages[previousIndex] ?? null;
        const answer = stageOf(preset, features, previous);
        expect(preset.stages).toContain(answer.stage);
        expect(stageOf(preset, features, previous)).toEqual(answer);
        expect(stageOf(preset, features, answer.stage).stage).toBe(answer.stage);
      }),
    );
  });

  it('reaches each of its stages', () => {
    const cases = [
      prospect,
      customer(1, 3, 3, 30),
      customer(3, 40, 10, 20),
      customer(9, 400, 10, 20),
      customer(9, 900, 300, 20),
    ];
    for (const preset of allPresets) {
      expect(new Set(cases.map((features) => stageOf(preset, features, null).stage))).toEqual(new Set(preset.stages));
    }
  });

  it('calls the same prospect and the same long-silent customer by its own words', () => {
    const words = LIFECYCLE_CODES.map((code) => {
      const preset = lifecyclePreset(code);
      return [stageOf(preset, prospect, null).stage, stageOf(preset, customer(4, 900, 500, 30), null).stage];
    });
    expect(words).toEqual([
      ['acquire', 'win_back'],
      ['prospect', 'lost'],
      ['prospect', 'lost'],
      ['prospect', 'lost'],
    ]);
  });
});

describe('rhythm and days', () => {
  it('loses a weekly buyer long before a half-yearly one, by rhythm', () => {
    const loyalty = lifecyclePreset('loyalty');
    expect(stageOf(loyalty, customer(20, 300, 45, 7), null).stage).toBe('lost');
    expect(stageOf(loyalty, customer(4, 900, 200, 170), null).stage).toBe('repeat_purchase');
    const byDays = lifecyclePreset('loyalty', { basis: 'days' });
    expect(stageOf(byDays, customer(20, 300, 45, 7), null).stage).toBe('loyal');
    expect(stageOf(byDays, customer(4, 900, 200, 170), null).stage).toBe('lost');
  });

  it('does not lose a daily buyer after four days', () => {
    expect(stageOf(lifecyclePreset('loyalty'), customer(60, 90, 4, 1), null).stage).toBe('loyal');
  });

  it('falls back on days when the usual gap is not known', () => {
    const answer = stageOf(lifecyclePreset('loyalty'), customer(1, 180, 180, null), null);
    expect([answer.stage, answer.cause.rule]).toEqual(['lost', 'silent_for_days']);
  });

  it('says why with the customer’s own figures', () => {
    const { cause } = stageOf(lifecyclePreset('loyalty'), customer(2, 200, 96, 30), null);
    expect(cause).toEqual({
      rule: 'silent_beyond_own_rhythm',
      heldByMargin: false,
      because: [
        { measure: 'orders', is: 'at_least', threshold: 1, margin: 0, value: 2 },
        { measure: 'silenceRatio', is: 'at_least', threshold: 3, margin: 0.3, value: 3.2 },
        { measure: 'daysSinceLast', is: 'at_least', threshold: 30, margin: 7, value: 96 },
      ],
      figures: { orders: 2, daysSinceFirst: 200, daysSinceLast: 96, ownGapDays: 30, silenceRatio: 3.2 },
    });
  });
});

describe('hysteresis', () => {
  it('enters lost at three usual gaps and leaves it only below 2.7', () => {
    const loyalty = lifecyclePreset('loyalty');
    const at = (ratio: number, previous: string) => stageOf(loyalty, customer(3, 900, 100 * ratio, 100), previous);
    expect(at(2.99, 'repeat_purchase').stage).toBe('repeat_purchase');
    expect(at(3, 'repeat_purchase').stage).toBe('lost');
    expect(at(2.71, 'lost')).toMatchObject({ stage: 'lost', cause: { heldByMargin: true } });
    expect(at(2.69, 'lost').stage).toBe('repeat_purchase');
  });

  it('lets a new purchase end lost at once', () => {
    expect(stageOf(lifecyclePreset('loyalty'), customer(4, 900, 0, 100), 'lost').stage).toBe('repeat_purchase');
  });

  it('never comes back to a stage it left while measures swing by less than their margin', () => {
    const { marginDays, marginRatio } = DEFAULT_LIFECYCLE_SETTINGS;
    const wobble = fc.double({ min: -0.499, max: 0.499, noNaN: true });
    const centre = fc.record({
      orders: fc.integer({ min: 1, max: 8 }),
      last: fc.oneof(fc.constant(30), fc.constant(180), fc.double({ min: 8, max: 200, noNaN: true })),
      ratio: fc.oneof(fc.constant(3), fc.double({ min: 2, max: 4, noNaN: true })),
      first: fc.oneof(fc.constant(90), fc.double({ min: 60, max: 120, noNaN: true })),
    });
    const steps = fc.array(fc.tuple(wobble, wobble, wobble), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...allPresets), centre, steps, (preset, { orders, last, ratio, first }, swings) => {
        const visited: string[] = [];
        for (const [a, b, c] of swings) {
          const silence = last + a * marginDays;
          const gap = silence / (ratio + b * marginRatio);
          const features = customer(orders, first + c * marginDays, silence, gap);
          const { stage } = stageOf(preset, features, visited.at(-1) ?? null);
          if (stage !== visited.at(-1)) visited.push(stage);
        }
        expect(new Set(visited).size).toBe(visited.length);
      }),
      { numRuns: 500 },
    );
  });
});

it('reports what is wrong with an edited preset', () => {
  const broken: LifecyclePreset = {
    code: 'broken',
    stages: ['a', 'b'],
    labels: { a: { zh: '甲', en: 'A' } },
    rules: [
      { code: 'always', stage: 'a', when: [] },
      { code: 'never', stage: 'c', when: [{ measure: 'orders', is: 'below', threshold: Number.NaN, margin: 0 }] },
    ],
  };
  expect(checkPreset(broken)).toEqual([
    'rule_after_catch_all',
    'stage_without_rule:b',
    'stage_without_label:b',
    'rule_to_unknown_stage:never',
    'rule_with_bad_threshold:never',
  ]);
  expect(() => stageOf({ ...broken, rules: [] }, prospect, null)).toThrow('no rule of lifecycle broken holds');
});
