/** How far a run is, for whoever watches: rows and bytes so far, the rate, and what is left by that rate. */
import { startStopwatch } from '#platform/stopwatch.ts';
import type { Progress } from './contract.ts';

export type Tracker = {
  progress: () => Progress;
  /** Enters a phase; the one before is through and its seconds are known. */
  enter: (phase: Progress['phase']) => void;
  step: (step: string) => void;
  at: (rows: number, bytes: number) => void;
  seconds: () => Record<string, number>;
};

export function trackProgress(totalBytes: number, onProgress: (progress: Progress) => void): Tracker {
  const seconds: Record<string, number> = {};
  let phase: Progress['phase'] = 'waiting';
  let elapsed = startStopwatch();
  let rows = 0;
  let bytes = 0;
  let step: string | null = null;
  const progress = (): Progress => ({
    phase,
    step,
    rows,
    bytes,
    totalBytes,
    rowsPerSecond: phase === 'reading' && elapsed() > 0 ? Math.round(rows / elapsed()) : null,
    secondsLeft: phase === 'reading' && bytes > 0 ? Math.round((elapsed() * (totalBytes - bytes)) / bytes) : null,
  });
  return {
    progress,
    enter: (next) => {
      if (phase !== 'waiting') seconds[phase] = elapsed();
      phase = next;
      step = null;
      elapsed = startStopwatch();
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
