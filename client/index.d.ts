import type { Operations } from './operations.js';

export interface ClientOptions {
  /** Where the house is reached, without `/api`. */
  baseUrl: string | URL;
  /** The secret of a key: *Settings → API keys*. */
  apiKey: string;
  /** Another `fetch` than the platform's. */
  fetch?: typeof globalThis.fetch;
  /** `zh-CN` or `en`: the language of what is told about wrong fields. */
  language?: string;
}

export interface FieldProblem {
  path: string;
  code: string;
  message: string;
}

/** A refusal, as problem+json says it (RFC 9457). */
export declare class LiukeError extends Error {
  readonly status: number;
  /** Stable: `customers.not_found`, `access.too_many_calls` … */
  readonly code: string;
  readonly fields: FieldProblem[];
  /** Seconds to wait before asking again, where the server says so. */
  readonly retryAfter: number | null;
}

type Extra = { signal?: AbortSignal };
type Argument<Input> = object extends Input ? [input?: Input & Extra] : [input: Input & Extra];
type Call<Operation> = Operation extends { input: infer Input; answer: infer Answer }
  ? (...argument: Argument<Input>) => Promise<Answer>
  : never;

export type Client = {
  [Module in keyof Operations]: { [Name in keyof Operations[Module]]: Call<Operations[Module][Name]> };
};

export declare function createClient(options: ClientOptions): Client;

/** Rows of all pages of a list, one after the other. */
export declare function pages<Row, Input extends { query?: object }>(
  list: (input: Input) => Promise<{ rows: Row[]; next: string | null }>,
  input?: Input,
): AsyncGenerator<Row, void, undefined>;
