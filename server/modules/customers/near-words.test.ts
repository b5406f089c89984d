import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOneSlip, nearHashes } from './near-words.ts';

const word = fc.string({ unit: fc.constantFrom(...'abcdefgh'.split('')), minLength: 5, maxLength: 14 });
const share = (a: string, b: string) => {
  const known = new Set(nearHashes('spelled', a));
  return nearHashes('spelled', b).some((one) => known.has(one));
};

test('every single slip is found and is called one', () => {
  fc.assert(
    fc.property(
      word,
      fc.nat(),
      fc.constantFrom('a', 'x', 'q'),
      fc.constantFrom('add', 'lose', 'take', 'swap'),
      (right, at, letter, slip) => {
        const n = at % (right.length - 1);
        const letters = right.split('');
        if (slip === 'add') letters.splice(n, 0, letter);
        if (slip === 'lose') letters.splice(n, 1);
        if (slip === 'take') letters[n] = letter;
        if (slip === 'swap') letters.splice(n, 2, letters[n + 1] ?? '', letters[n] ?? '');
        const wrong = letters.join('');
        expect(isOneSlip(right, wrong)).toBe(true);
        expect(share(right, wrong)).toBe(true);
      },
    ),
  );
});

test('two slips are not one', () => {
  expect(isOneSlip('zhangsan', 'zhongsen')).toBe(false);
  expect(isOneSlip('abcd', 'badc')).toBe(false);
  expect(isOneSlip('wang', 'wangli')).toBe(false);
});

test('words that are too short have no neighbours', () => {
  expect(nearHashes('spelled', 'li')).toEqual([]);
  expect(nearHashes('written', '王芳')).toEqual([]);
  expect(nearHashes('written', '王小芳')).toHaveLength(4);
});
