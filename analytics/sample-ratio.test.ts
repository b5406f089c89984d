import { expect, it } from 'vitest';
import { sampleRatio } from '#analytics/sample-ratio.ts';

it('is calm about chance and alarmed by 5,200 against 4,800', () => {
  expect(sampleRatio([5050, 4950])).toMatchObject({ chiSquare: 1, degreesOfFreedom: 1, isMismatch: false });
  expect(sampleRatio([5050, 4950]).pValue).toBeCloseTo(0.3173, 4);
  expect(sampleRatio([5200, 4800]).isMismatch).toBe(true);
});

it('holds the counts against the intended shares', () => {
  expect(sampleRatio([900, 100], [9, 1])).toMatchObject({ chiSquare: 0, pValue: 1 });
  expect(sampleRatio([900, 100]).isMismatch).toBe(true);
});

it('says nothing of an experiment nobody has entered, and refuses a single arm', () => {
  expect(sampleRatio([0, 0])).toMatchObject({ chiSquare: 0, pValue: 1 });
  expect(() => sampleRatio([10])).toThrow('two arms');
  expect(() => sampleRatio([10, 10], [1, 0])).toThrow('weight above 0');
});
