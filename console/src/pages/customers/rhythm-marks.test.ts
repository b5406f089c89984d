import { expect, test } from 'vitest';
import { placeRhythm } from './rhythm-marks.ts';

const now = Date.parse('2026-06-30T00:00:00Z');
const order = (orderId: number, day: string, grossCents: number, returnedCents = 0, status = 'completed') => ({
  orderId,
  placedAt: `${day}T00:00:00Z`,
  status,
  grossCents,
  returnedCents,
});

test('purchases stand in the order of time, and the larger one is four times the area of its quarter', () => {
  const { marks } = placeRhythm([order(2, '2026-05-01', 40_000), order(1, '2026-01-01', 10_000)], {
    now,
    width: 1000,
    gapDays: null,
  });
  const [late, early] = marks;
  expect(late!.x).toBeGreaterThan(early!.x);
  expect(late!.radius / early!.radius).toBeCloseTo(2);
});

test('the next purchase is expected one usual gap after the last', () => {
  const rhythm = placeRhythm([order(1, '2026-06-01', 100)], { now, width: 1000, gapDays: 60 });
  expect(rhythm.expected).toBeGreaterThan(rhythm.today);
  expect(rhythm.lastX).toBeLessThan(rhythm.today);
});

test('a return is a mark of its own and no purchase', () => {
  const rhythm = placeRhythm([order(1, '2026-06-01', 0, 500)], { now, width: 1000, gapDays: 30 });
  expect(rhythm.marks[0]).toMatchObject({ returned: true, cents: -500 });
  expect(rhythm.expected).toBeNull();
});

test('cancelled orders are left out', () => {
  expect(placeRhythm([order(1, '2026-06-01', 100, 0, 'cancelled')], { now, width: 1000, gapDays: null }).marks).toEqual(
    [],
  );
});
