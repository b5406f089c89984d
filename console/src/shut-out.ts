/** What happens when the server does not know any more who is asking. */
import type { Problem } from './problem.ts';

/** `second_factor`: it knows, and asks for two-factor sign-in to be set up before anything else. */
export type ShutOut = 'signed_out' | 'second_factor';

const listeners: ((why: ShutOut) => void)[] = [];

/**
 * Of several listeners the latest alone is told: the page that is open knows better than the frame around it. Gives
 * back how to stop listening.
 */
export function onShutOut(listener: (why: ShutOut) => void): () => void {
  listeners.push(listener);
  return () => void listeners.splice(listeners.indexOf(listener), 1);
}

export function tellShutOut(why: ShutOut): void {
  listeners.at(-1)?.(why);
}

/** Every refusal passes here, by whatever way it was asked. */
export function noticeShutOut(problem: Problem): Problem {
  const why = shutOutBy(problem);
  if (why) tellShutOut(why);
  return problem;
}

/** A wrong password or code is refused with 401 as well, and ends no session. */
function shutOutBy({ status, code }: Problem): ShutOut | null {
  if (code === 'access.second_factor_needed') return 'second_factor';
  return status === 401 && !code.startsWith('INVALID_') ? 'signed_out' : null;
}
