/** One place that breaks a rule of the house, with what to do about it. */
export type Offence = { file: string; line?: number; what: string; remedy: string };

/** All of them as text, each remedy once; empty when the rule holds, so that a test can expect ''. */
export function told(offences: readonly Offence[]): string {
  const byRemedy = Map.groupBy(offences, (offence) => offence.remedy);
  return [...byRemedy].map(([remedy, group]) => [...group.map(placed), `  Remedy: ${remedy}`].join('\n')).join('\n\n');
}

const placed = ({ file, line, what }: Offence) => `${line ? `${file}:${line}` : file} ${what}`;
