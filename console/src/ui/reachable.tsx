import { useEffect, useRef, type ReactNode } from 'react';

/**
 * Around a table whose heads hold buttons. The hidden row that measures columns repeats the heads, so the Tab key must pass
 * it by; and a table wider than its place must be reachable to be scrolled by keys.
 */
export function Reachable({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (const row of place.current?.querySelectorAll('.ant-table-measure-row') ?? []) row.setAttribute('inert', '');
    for (const content of place.current?.querySelectorAll<HTMLElement>('.ant-table-content') ?? [])
      if (content.scrollWidth > content.clientWidth) content.tabIndex = 0;
  });
  return <div ref={place}>{children}</div>;
}
