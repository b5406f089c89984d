import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Endpoint } from '#shared/endpoint.ts';
import { call, type CallArguments } from '../../call.ts';

const SETTLED_MS = 400;

/** What a draft would do, asked again once the typing has paused. */
export function usePreview<R>(endpoint: Endpoint, draft: object, enabled: boolean) {
  const settled = useSettled(draft);
  return useQuery<R>({
    queryKey: [endpoint.path, settled],
    queryFn: ({ signal }) =>
      call(endpoint, ...([{ body: settled, signal }] as unknown as CallArguments<Endpoint>)) as Promise<R>,
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
