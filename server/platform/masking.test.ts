import { expect, test } from 'vitest';
import { mask, MASKED_KINDS, maskValue, unmask } from './masking.ts';

const all = new Set(MASKED_KINDS);

test('each kind keeps enough to tell two apart', () => {
  expect(mask('phone', '+8613677770413')).toBe('+86136****0413');
  expect(mask('phone', '13677770413')).toBe('136****0413');
  expect(mask('phone', '+4915112345678')).not.toContain('1234');
  expect(mask('email', 'chunxiao@example.com')).toBe('c***@example.com');
  expect(mask('address', '青石巷十七号三单元')).toBe('青石巷***');
  expect(mask('identity', 'oQ7-chunxiao-0413')).toBe('oQ7-***13');
  expect(mask('identity', 'short')).toBe('***');
});

test('fields are known by their names, wherever they stand', () => {
  const customer = {
    name: '钟离春晓',
    phone: '+8613677770413',
    values: { 'customers.email': 'a.b@example.com', 'shop.visits': 3 },
    identities: [
      { kind: 'wechat_openid', namespace: '', value: 'oQ7-chunxiao-0413', original: 'oQ7-chunxiao-0413' },
      { kind: 'external', namespace: 'shop', value: 'M-1', original: 'M-1' },
    ],
  };
  expect(maskValue(customer, all)).toEqual({
    name: '钟离春晓',
    phone: '+86136****0413',
    values: { 'customers.email': 'a***@example.com', 'shop.visits': 3 },
    identities: [
      { kind: 'wechat_openid', namespace: '', value: 'oQ7-***13', original: 'oQ7-***13' },
      { kind: 'external', namespace: 'shop', value: 'M-1', original: 'M-1' },
    ],
  });
});

test('numbers are found by their looks in other texts, but not in those that are edited, nor in longer numbers', () => {
  const entry = {
    detail: { said: '打 13677770413 或 a.b@example.com', order: '20240113677770413' },
    note: '13677770413',
  };
  expect(maskValue(entry, all)).toEqual({
    detail: { said: '打 136****0413 或 a***@example.com', order: '20240113677770413' },
    note: '13677770413',
  });
});

test('an interaction that is called e-mail is no e-mail', () => {
  const entry = { kind: 'email', at: '2026-03-01T10:00:00Z', detail: { subject: '周年庆' } };
  expect(maskValue(entry, all)).toEqual(entry);
});

test('only what is hidden is masked', () => {
  const customer = { phone: '13677770413', email: 'a.b@example.com' };
  expect(maskValue(customer, new Set(['email']))).toEqual({ phone: '13677770413', email: 'a***@example.com' });
  expect(maskValue(customer, new Set())).toBe(customer);
});

test('a mask that comes back unchanged stands for what it hides', () => {
  expect(unmask('address', '青石巷***', '青石巷十七号')).toBe('青石巷十七号');
  expect(unmask('address', '白石巷***', '青石巷十七号')).toBeNull();
  expect(unmask('phone', '13677770414', '13677770413')).toBe('13677770414');
});
