import { useEffect, useRef, useState, type RefObject } from 'react';

/** The width an element has been given, for pictures whose type must not scale with it. */
export function useWidth<E extends Element = SVGSVGElement>(start = 960): [RefObject<E | null>, number] {
  const place = useRef<E>(null);
  const [width, setWidth] = useState(start);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}
