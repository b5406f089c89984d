/** How far a run is, for whoever watches: rows and bytes so far, the rate, and what is left by that rate. */
import type { Progress } from './contract.ts';

export type Tracker = {
  progress: () => Progress;
  /** Enters a phase; the one before is through and its seconds are known. */
  enter: (phase: Progress['phase']) => void;
  step: (step: string) => void;
  at: (rows: number, bytes: number) => void;
  seconds: () => Record<string, number>;
};

/** Durations are measured, not told by the calendar: a clock that is set meanwhile does not disturb them. */
export function trackProgress(totalBytes: number, onProgress: (progress: Progress) => void): Tracker {
  const seconds: Record<string, number> = {};
  let phase: Progress['phase'] = 'waiting';
  let since = performance.now();
  let rows = 0;
  let bytes = 0;
  let step: string | null = null;
  const elapsed = () => (performance.now() - since) / 1_000;
  const progress = (): Progress => ({
    phase,
    step,
    rows,
    bytes,
    totalBytes,
    rowsPerSecond: phase === 'reading' && rows > 0 ? Math.round(rows / elapsed()) : null,
    secondsLeft: phase === 'reading' && bytes > 0 ? Math.round((elapsed() * (totalBytes - bytes)) / bytes) : null,
  });
  return {
    progress,
    enter: (next) => {
      if (phase !== 'waiting') seconds[phase] = round((seconds[phase] ?? 0) + elapsed());
      phase = next;
      step = null;
      since = performance.now();
      onProgress(progress());
    },
    step: (name) => {
      step = name;
      onProgress(progress());
    },
    at: (rowsSoFar, bytesSoFar) => {
      rows = rowsSoFar;
      bytes = bytesSoFar;
      onProgress(progress());
    },
    seconds: () => seconds,
  };
}

const round = (seconds: number): number => Math.round(seconds * 1_000) / 1_000;
