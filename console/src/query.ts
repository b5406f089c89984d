/** Server state: every read is a cached query of an endpoint, every write a mutation that says which reads it ends. */
import {
  QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Endpoint, ResultOf } from '#shared/endpoint.ts';
import { call, type CallArguments, type CallInput } from './call.ts';
import { CallError } from './problem.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // Only what may pass by itself is tried again: no answer, or the server's own trouble.
      retry: (failures, error) => failures < 2 && (!(error instanceof CallError) || isPassing(error)),
    },
  },
});

const isPassing = ({ problem }: CallError): boolean => problem.status === 0 || problem.status >= 502;

/** A read, as what both `prefetch` (in a loader) and `useRead` (in the page) take. */
export function read<E extends Endpoint>(endpoint: E, ...[input]: CallArguments<E>) {
  const { params, query } = (input ?? {}) as { params?: object; query?: object };
  return queryOptions<ResultOf<E>>({
    queryKey: [endpoint.path, params ?? null, query ?? null],
    queryFn: ({ signal }) => call(endpoint, ...([{ ...input, signal }] as unknown as CallArguments<E>)),
  });
}

type Read<R> = ReturnType<typeof queryOptions<R>>;

/** For loaders: starts the read while the page's code is still on its way, and waits for nothing. */
export function prefetch<R>(options: Read<R>): null {
  void queryClient.prefetchQuery(options);
  return null;
}

/** `keep` shows the previous answer while the next one is loading: for lists whose filters change. */
export function useRead<R>(options: Read<R>, { keep = false, enabled = true } = {}): UseQueryResult<R> {
  return useQuery({ ...options, enabled, ...(keep && { placeholderData: (previous) => previous }) } as Read<R>);
}

/** What was done by another way than an endpoint makes these reads out of date. */
export const endReads = (ended: readonly Endpoint[]): Promise<unknown> =>
  Promise.all(ended.map(({ path }) => queryClient.invalidateQueries({ queryKey: [path] })));

/**
 * A write. `ends` are the reads it makes out of date, by endpoint. Whoever does not show its `error` beside what was
 * pressed gives `onRefused`, so that no press stays without an answer.
 */
export function useSend<E extends Endpoint>(
  endpoint: E,
  {
    ends,
    onDone,
    onRefused,
  }: { ends: readonly Endpoint[]; onDone?: (result: ResultOf<E>) => void; onRefused?: (error: Error) => void },
): UseMutationResult<ResultOf<E>, Error, CallInput<E>> {
  return useMutation({
    mutationFn: (input: CallInput<E>) => call(endpoint, ...([input] as unknown as CallArguments<E>)),
    onSuccess: async (result) => {
      await endReads(ends);
      onDone?.(result);
    },
    ...(onRefused && { onError: onRefused }),
  });
}
