import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

type Shape = Record<string, string | readonly string[]>;
type Writable<S extends Shape> = { [K in keyof S]: S[K] extends readonly string[] ? string[] : string };

/**
 * Filters, tabs, periods and sort live in the URL, so that a link shows a colleague the same. `defaults` names the
 * parameters (declare it outside the component); a value equal to its default is left out of the link. A change
 * replaces the entry of the history unless `push` is set.
 *
 * Example: `const [state, setState] = useUrlState({ tab: 'orders', filter: [] as string[] })`.
 */
export function useUrlState<S extends Shape>(
  defaults: S,
): [Writable<S>, (change: Partial<Writable<S>>, options?: { push?: boolean }) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readState(defaults, params), [defaults, params]);
  const setState = useCallback(
    (change: Partial<Writable<S>>, { push = false } = {}) =>
      setParams((current) => writeState(defaults, current, change), { replace: !push, preventScrollReset: true }),
    [defaults, setParams],
  );
  return [state, setState];
}

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
