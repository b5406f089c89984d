/** Light or dark: chosen in this browser, else as the system has it. `public/theme.js` does the same before first paint. */
import { useSyncExternalStore } from 'react';
import type { Mode } from './palette.ts';
import { paintSurfaces } from './theme.ts';

export type Choice = Mode | 'system';

const STORED = 'liuke.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

// Kept, not asked for again: a browser that was asked between a change and its telling no longer tells of it.
let systemDark = system.matches;
system.addEventListener('change', ({ matches }) => {
  systemDark = matches;
  announce();
});

export function modeChoice(): Choice {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function chooseMode(choice: Choice): void {
  if (choice === 'system') localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, choice);
  announce();
}

export function currentMode(): Mode {
  const choice = modeChoice();
  if (choice !== 'system') return choice;
  return systemDark ? 'dark' : 'light';
}

export const useMode = (): Mode => useSyncExternalStore(subscribe, currentMode);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announce(): void {
  paintSurfaces(currentMode());
  for (const listener of listeners) listener();
}
