/** What went wrong, as the server says it (RFC 9457), and how it is told to a person. */
import i18next, { type TFunction } from 'i18next';
import { nameIn, type TwoNames } from './named.ts';

export type FieldProblem = { path: string; code: string; message: string };
export type Problem = {
  status: number;
  code: string;
  detail?: string;
  requestId?: string;
  fields: FieldProblem[];
  /** What builds on something that was to be deleted. */
  usedBy?: TwoNames[];
};

export class CallError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.code);
    this.name = 'CallError';
    this.problem = problem;
  }
}

/** An answer that is no problem+json (a proxy's error page, the auth library's own shape) still gets a code. */
export async function problemOf(response: Response): Promise<Problem> {
  const said = await bodyOf(response);
  const code = typeof said.code === 'string' ? said.code : `http.${response.status}`;
  return {
    status: response.status,
    code,
    ...(typeof said.detail === 'string' && { detail: said.detail }),
    ...(typeof said.requestId === 'string' && { requestId: said.requestId }),
    fields: Array.isArray(said.fields) ? (said.fields as FieldProblem[]) : [],
    ...(Array.isArray(said.usedBy) && { usedBy: said.usedBy as TwoNames[] }),
  };
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** The sentence for a person: translated by code, else the server's own words, else that something failed. */
export function tellProblem(t: TFunction, error: unknown): string {
  if (!(error instanceof CallError)) return t('problems:unknown');
  const { code, detail, status, usedBy } = error.problem;
  if (usedBy) return t('problems:used_by', { names: usedBy.map((one) => nameIn(i18next.language, one)).join(' · ') });
  const key = `problems:${code}`;
  const known = t(key, { defaultValue: '' });
  if (known) return known;
  if (status >= 500) return t('problems:server.unexpected');
  return detail ?? t('problems:unknown');
}

/** The server writes most field messages in the reader's language; what it knows by code only is translated here. */
export const tellField = (t: TFunction, { code, message }: FieldProblem): string =>
  t(`problems:${code}`, { defaultValue: message });

export const statusOf = (error: unknown): number | null => (error instanceof CallError ? error.problem.status : null);
