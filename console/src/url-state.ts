import { startTransition, useCallback, useMemo, useOptimistic } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

type Shape = Record<string, string | readonly string[]>;
type Writable<S extends Shape> = { [K in keyof S]: S[K] extends readonly string[] ? string[] : string };

/**
 * Filters, tabs, periods and sort live in the URL, so that a link shows a colleague the same. `defaults` names the
 * parameters (declare it outside the component); a value equal to its default is left out of the link. A change
 * replaces the entry of the history unless `push` is set.
 *
 * The address follows what somebody did a moment later, and a busy machine makes the moment long. So the change shows at
 * once, and the next change builds on it: a key pressed right after a click is meant for what was clicked.
 *
 * Example: `const [state, setState] = useUrlState({ tab: 'orders', filter: [] as string[] })`.
 */
export function useUrlState<S extends Shape>(
  defaults: S,
): [Writable<S>, (change: Partial<Writable<S>>, options?: { push?: boolean }) => void] {
  const [params, showParams] = useOptimistic(useSearchParams()[0]);
  const navigate = useNavigate();
  const state = useMemo(() => readState(defaults, params), [defaults, params]);
  const setState = useCallback(
    (change: Partial<Writable<S>>, { push = false } = {}) => {
      const next = writeState(defaults, latestSearch(), change);
      asked = next;
      startTransition(async () => {
        showParams(next);
        await navigate(`?${next.toString()}`, { replace: !push, preventScrollReset: true });
        if (asked === next) asked = null;
      });
    },
    [defaults, navigate, showParams],
  );
  return [state, setState];
}

/** What was asked for last, until the address says it. */
let asked: URLSearchParams | null = null;

/** What the address says or is about to say, however far the page is with showing it. */
export const latestSearch = (): URLSearchParams => asked ?? new URLSearchParams(window.location.search);

/** The same for loaders, which run before there is a page. */
export const stateOf = <S extends Shape>(defaults: S, request: Request): Writable<S> =>
  readState(defaults, new URL(request.url).searchParams);

export function readState<S extends Shape>(defaults: S, params: URLSearchParams): Writable<S> {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, fallback]) => [
      name,
      typeof fallback === 'string' ? (params.get(name) ?? fallback) : valuesOf(params, name, fallback),
    ]),
  ) as Writable<S>;
}

const valuesOf = (params: URLSearchParams, name: string, fallback: readonly string[]): string[] =>
  params.has(name) ? params.getAll(name).filter((value) => value !== '') : [...fallback];

export function writeState<S extends Shape>(
  defaults: S,
  current: URLSearchParams,
  change: Partial<Writable<S>>,
): URLSearchParams {
  const next = new URLSearchParams(current);
  for (const [name, value] of Object.entries(change) as [string, string | string[]][]) {
    next.delete(name);
    const values = typeof value === 'string' ? [value] : value;
    if (String(values) !== String(defaults[name])) for (const one of values) next.append(name, one);
  }
  return next;
}
