export type Progress = {
  phase: string;
  step: string | null;
  rows: number;
  bytes: number;
  totalBytes: number;
  rowsPerSecond: number | null;
  secondsLeft: number | null;
};

const WIDTH = 30;

/** One line on the terminal, rewritten as work goes on; silent where nobody watches. */
export function progressBar(): { show: (progress: Progress) => void; end: () => void } {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  return {
    show: (progress) => process.stderr.write(`\r\u001B[K${lineOf(progress)}`),
    end: () => process.stderr.write('\r\u001B[K'),
  };
}

function lineOf({ phase, step, rows, bytes, totalBytes, rowsPerSecond, secondsLeft }: Progress): string {
  const share = totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 0;
  const filled = Math.round(share * WIDTH);
  const bar = `[${'█'.repeat(filled)}${'·'.repeat(WIDTH - filled)}]`;
  const rate = rowsPerSecond ? `  ${rowsPerSecond.toLocaleString('en')}/s` : '';
  const left = secondsLeft ? `  ${secondsLeft} s left` : '';
  return `${phase}${step ? ` ${step}` : ''} ${bar} ${rows.toLocaleString('en')} rows${rate}${left}`;
}
