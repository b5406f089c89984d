import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differencesTo } from './differences.ts';

const marked = (a: string, b: string) =>
  differencesTo(a, b)
    .map(({ text, differs }) => (differs ? `[${text}]` : text))
    .join('');

it('marks what the other spelling has not', () => {
  expect(marked('13800138000', '13800138001')).toBe('1380013800[1]');
  expect(marked('陈梓涵', '程梓涵')).toBe('[程]梓涵');
  expect(marked('3栋1201室', '3幢1201')).toBe('3[幢]1201');
  expect(marked('abc', 'abc')).toBe('abc');
  expect(marked('', 'abc')).toBe('[abc]');
});

it('loses nothing, and marks nothing in equal texts', () => {
  const text = fc.string({ maxLength: 12, unit: fc.constantFrom('1', '2', '3', '陈', '程') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const pieces = differencesTo(a, b);
      expect(pieces.map((piece) => piece.text).join('')).toBe(b);
      expect(differencesTo(a, a).some((piece) => piece.differs)).toBe(false);
    }),
  );
});
