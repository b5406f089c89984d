import { expect, test } from 'vitest';
import { noticeShutOut, onShutOut, tellShutOut, type ShutOut } from './shut-out.ts';

const refusal = (status: number, code: string) => ({ status, code, fields: [] });

function heard(doing: () => void): ShutOut[] {
  const told: ShutOut[] = [];
  const stop = onShutOut((why) => told.push(why));
  doing();
  stop();
  return told;
}

test('a session that ended is told, and so is a second factor that is owed', () => {
  expect(heard(() => noticeShutOut(refusal(401, 'access.not_signed_in')))).toEqual(['signed_out']);
  expect(heard(() => noticeShutOut(refusal(403, 'access.second_factor_needed')))).toEqual(['second_factor']);
});

test('a wrong password, a missing right or a failure end no session', () => {
  expect(heard(() => noticeShutOut(refusal(401, 'INVALID_EMAIL_OR_PASSWORD')))).toEqual([]);
  expect(heard(() => noticeShutOut(refusal(403, 'access.not_permitted')))).toEqual([]);
  expect(heard(() => noticeShutOut(refusal(500, 'server.unexpected')))).toEqual([]);
});

test('the latest listener alone is told, and the one before it once that has left', () => {
  const frame: ShutOut[] = [];
  const stop = onShutOut((why) => frame.push(why));
  expect(heard(() => tellShutOut('signed_out'))).toEqual(['signed_out']);
  expect(frame).toEqual([]);
  tellShutOut('signed_out');
  stop();
  tellShutOut('signed_out');
  expect(frame).toEqual(['signed_out']);
});
