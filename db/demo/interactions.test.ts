import { expect, it } from 'vitest';
import { generateDemoBrand } from './brand.ts';
import { generateDemoInteractions } from './interactions.ts';

const brand = generateDemoBrand({ now: new Date('2026-03-01T12:00:00+08:00') });
const events = generateDemoInteractions(brand);

it('is the same for the same day, and nothing of it lies ahead', () => {
  expect(generateDemoInteractions(brand)).toEqual(events);
  expect(events.length).toBeGreaterThan(10_000);
  expect(events.length).toBeLessThan(45_000);
  expect(events.every((event) => event.at < brand.asOf)).toBe(true);
  expect(new Set(events.map((event) => event.externalId)).size).toBe(events.length);
});

it('lets whoever has dropped out come by less: silence there foretells silence at the till', () => {
  const since = brand.asOf.getTime() - 30 * 86_400_000;
  const recent = new Set(
    events
      .filter((event) => event.kind === 'login' && event.at.getTime() > since)
      .map((event) => event.customerExternalId),
  );
  const shareOf = (gone: boolean) => {
    const group = brand.truth.filter(
      (truth) =>
        truth.firstOrderAt !== null &&
        (gone ? truth.droppedOutAt !== null && truth.droppedOutAt.getTime() < since : truth.droppedOutAt === null),
    );
    return group.filter((truth) => recent.has(truth.customerExternalId)).length / group.length;
  };
  expect(shareOf(false)).toBeGreaterThan(3 * shareOf(true));
});
