/** Sizes and spans of files and work, in the reader's language. Sizes by 1024, as file managers here show them. */
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function bytesText(bytes: number, language: string): string {
  const step = bytes < 1_024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1_024 ** step);
}

/** Seconds below a minute, minutes below an hour, then hours. */
export function spanText(seconds: number, language: string): string {
  const unit = seconds < 60 ? 'second' : seconds < 3_600 ? 'minute' : 'hour';
  const size = { second: 1, minute: 60, hour: 3_600 }[unit];
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: unit === 'hour' ? 1 : 0,
  }).format(seconds / size);
}
