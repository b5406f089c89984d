const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' };

/** A value as PostgreSQL's COPY text writes it, read back; null is not handled here. */
export const fromCopyText = (value: string): string =>
  value.includes('\\') ? value.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char) : value;
