/**
 * How the exports of other systems name their columns. A preset comes before the synonyms: it knows which of several amounts is
 * the line's, and which column to leave alone. It is recognised by headers no other system has.
 */
export type ImportPreset = {
  /** Of the system; translated as `import.preset.<code>`. */
  code: string;
  /** By field: its headers, the best first; of those a file has, the first is taken. */
  fields: Readonly<Record<string, readonly string[]>>;
  /** Headers that tell the system: two of them in a file, and it is recognised. */
  marks: readonly string[];
  /** Headers that look like a field and are none: amounts of the whole order on each of its lines. */
  leaveOut?: readonly string[];
};
