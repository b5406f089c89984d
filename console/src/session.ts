/** Who is signed in, in which house, and what they may do. The root loader has fetched it before any page renders. */
import { useSuspenseQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { getStart, type Organisation } from '#modules/access/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { call } from './call.ts';
import { queryClient, read } from './query.ts';
import { tellShutOut } from './shut-out.ts';

export type Start = ResultOf<typeof getStart>;
export type Me = NonNullable<Start['me']>;

const asked = read(getStart);

/** Whoever was in and is out now keeps the page they are at, with what they typed, until they signed in again. */
const startRead = {
  ...asked,
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Start> => {
    const start = await call(getStart, { signal });
    const known = queryClient.getQueryData<Start>(asked.queryKey);
    if (!known?.me || start.me) return start;
    tellShutOut('signed_out');
    return known;
  },
};

/** From the cache when it is there; a loader asks this before every page. */
export const loadStart = (): Promise<Start> => queryClient.ensureQueryData(startRead);

/** After signing in or out everything known is out of date. */
export async function forgetSession(): Promise<void> {
  queryClient.clear();
  await loadStart();
}

export function useStart(): Start {
  return useSuspenseQuery(startRead).data;
}

export function useMe(): Me {
  const { me } = useStart();
  if (!me) throw new Error('This page needs somebody signed in.');
  return me;
}

const BEFORE_THE_FIRST_RUN: Organisation = { name: '留客', timeZone: 'Asia/Shanghai', currency: 'CNY' };

export function useOrganisation(): Organisation {
  return useStart().organisation ?? BEFORE_THE_FIRST_RUN;
}

/** `const can = useCan(); can('customers.write')`. Permissions come from the contract: `can(updateCustomer.permission)`. */
export function useCan(): (permission: string) => boolean {
  const me = useStart().me;
  return useCallback(
    (permission: string) => permission === 'signed-in' || (me?.permissions.includes(permission) ?? false),
    [me],
  );
}
