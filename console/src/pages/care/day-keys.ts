import { useEffect, useRef } from 'react';

type Keys = { move?: (by: number) => void; number?: (place: number) => void };

/** J and K (or the arrows) walk through the list, digits choose; not while somebody types or a dialog is open. */
export function useDayKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      if (step && latest.current.move) {
        event.preventDefault();
        latest.current.move(step);
      } else if (!event.repeat && /^[1-9]$/.test(event.key)) latest.current.number?.(Number(event.key) - 1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input, textarea, select, [role=combobox], [role=dialog], [role=menu]') !== null);
