import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

type Props<R> = {
  query: Pick<UseQueryResult<R>, 'data' | 'error' | 'refetch' | 'isPlaceholderData'>;
  /** Lines of the skeleton: about what will stand there, so that the page does not jump. */
  lines?: number;
  children: (data: R) => ReactNode;
};

/** What a read shows while it is on its way, when it failed (with a way to try again), and when it is there. */
export function Shown<R>({ query, lines = 6, children }: Props<R>) {
  if (query.data !== undefined) {
    return <div style={query.isPlaceholderData ? { opacity: 0.6 } : undefined}>{children(query.data)}</div>;
  }
  if (query.error) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton active title={false} paragraph={{ rows: lines }} style={{ padding: 20 }} />;
}
