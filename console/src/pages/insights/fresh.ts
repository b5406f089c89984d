import { keepPreviousData, useQuery, type queryOptions, type UseQueryResult } from '@tanstack/react-query';

type Fresh = { asOf: string; refreshing: boolean };
type Read<R> = ReturnType<typeof queryOptions<R>>;

const ASK_AGAIN_MS = 3_000;

/** A read of insights: shows the answer there is, and asks again while the server works out a newer one. */
export function useFresh<R extends Fresh>(options: Read<R>): UseQueryResult<R> {
  return useQuery({
    ...(options as object as { queryKey: readonly unknown[]; queryFn: () => Promise<R> }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.refreshing ? ASK_AGAIN_MS : false),
  });
}
