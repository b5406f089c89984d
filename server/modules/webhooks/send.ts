import type { Message } from './message.ts';
import { signedHeaders } from './sign.ts';

/** What came of an attempt. `error` is a word for people: of the answer itself nothing is kept. */
export type Answer = { ok: boolean; status: number | null; error: string | null };

const LONGEST_ANSWER_MS = 10_000;

/** Heard is what is answered by 2xx within ten seconds. A redirect is not followed: the address is wrong then. */
export async function send(
  receiver: { url: string; secret: string },
  message: Pick<Message, 'messageId' | 'body'>,
  at: Date,
): Promise<Answer> {
  try {
    const response = await fetch(receiver.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Liuke-Webhooks',
        ...signedHeaders(receiver.secret, message.messageId, at, message.body),
      },
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
    });
    await response.body?.cancel();
    const error = response.ok ? null : response.status >= 300 && response.status < 400 ? 'redirect' : 'status';
    return { ok: response.ok, status: response.status, error };
  } catch (error) {
    return { ok: false, status: null, error: wordOf(error) };
  }
}

function wordOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  const cause = (error as { cause?: { code?: unknown } }).cause?.code;
  return typeof cause === 'string' ? cause : 'unreachable';
}
