/** A file of persons through the engine: what the command line prints, and what the bench and the checks measure. */
import { labelOf, readTable } from '#modules/ingest/index.ts';
import { InvalidError } from '#platform/errors.ts';
import { comparePair, linkPersons } from './link.ts';
import { fieldsOfColumns, KNOWN_HEADERS, recordOf, type PersonField } from './person-columns.ts';
import { preparePerson, type Person } from './person.ts';
import { inWords } from './reason-words.ts';
import { reasonsOf, type Reason } from './reasons.ts';

export type LinkFileOptions = {
  mapping?: Readonly<Record<string, PersonField>>;
  /** Labels of columns or codes of fields to leave out. */
  without?: ReadonlySet<string>;
  /** Label of a column that tells the truth: the same value is the same person. Taken for nothing else. */
  truthColumn?: string;
  threshold?: number;
  language?: 'zh-CN' | 'en';
};

/** `records` are the places of the two in the file. */
export type FilePair = {
  a: string;
  b: string;
  records: readonly [number, number];
  score: number;
  reasons: Reason[];
  words: string;
};

export type FileLinkage = {
  records: number;
  ids: string[];
  /** What the truth column says of each record, where there is one. */
  truth: string[] | null;
  columns: Record<string, string>;
  candidatePairs: number;
  pairs: FilePair[];
  groups: string[][];
};

/** Records are called by their id column, or by the number of their row below the header. */
export async function linkFile(path: string, options: LinkFileOptions = {}): Promise<FileLinkage> {
  const { names, rows } = await readTable(path, KNOWN_HEADERS);
  const truthColumn = options.truthColumn ? names.findIndex((name) => labelOf(name) === options.truthColumn) : -1;
  if (options.truthColumn && truthColumn < 0)
    throw new InvalidError('duplicates.no_columns', `No column has the truth. The file has: ${names.join(', ')}.`);
  const fields = fieldsOfColumns(names, options.mapping ?? {}, options.without ?? new Set()).map((field, column) =>
    column === truthColumn ? null : field,
  );
  if (fields.every((field) => field === null || field === 'recordId'))
    throw new InvalidError(
      'duplicates.no_columns',
      `No column tells who somebody is. The file has: ${names.join(', ')}.`,
    );
  const ids: string[] = [];
  const truth: string[] = [];
  const persons: Person[] = [];
  for await (const cells of rows) {
    const record = recordOf(cells, fields);
    ids.push(record.recordId ?? String(ids.length + 1));
    truth.push((cells[truthColumn] ?? '').trim());
    persons.push(preparePerson(record));
  }
  const found = linkPersons(persons, options.threshold);
  const nameOf = (record: number) => ids[record] ?? '';
  return {
    records: persons.length,
    ids,
    truth: truthColumn < 0 ? null : truth,
    columns: Object.fromEntries(names.flatMap((name, column) => (fields[column] ? [[name, fields[column]]] : []))),
    candidatePairs: found.candidates,
    pairs: found.pairs
      .toSorted((one, other) => other.probability - one.probability)
      .map(({ a, b, probability }) => {
        const reasons = reasonsOf(found.model, comparePair(persons[a]!, persons[b]!, found.shareOf), 0);
        const words = inWords(reasons, options.language ?? 'zh-CN');
        return { a: nameOf(a), b: nameOf(b), records: [a, b], score: scoreOf(probability), reasons, words };
      }),
    groups: found.groups.map((group) => group.map(nameOf)),
  };
}

/** 0 to 100 with one decimal; 100 is kept for what is certain by an exact key. */
export const scoreOf = (probability: number): number => Math.min(99.9, Math.round(probability * 1_000) / 10);

export type Quality = {
  truePairs: number;
  found: number;
  right: number;
  precision: number;
  recall: number;
  f1: number;
};

/** Against ids that tell the truth, `rec-7-org` and `rec-7-dup-0` being one person (the convention of Febrl). */
export const qualityOf = (ids: readonly string[], pairs: readonly { a: string; b: string }[]): Quality => {
  const placeOf = new Map(ids.map((id, place) => [id, place]));
  const places = pairs.map(({ a, b }) => [placeOf.get(a) ?? -1, placeOf.get(b) ?? -1] as const);
  return qualityByTruth(ids.map(personOf), places);
};

/** Against who each record is; one of whom nothing is said is somebody by themselves. */
export function qualityByTruth(truth: readonly string[], pairs: readonly (readonly [number, number])[]): Quality {
  const sizes = new Map<string, number>();
  for (const person of truth) if (person !== '') sizes.set(person, (sizes.get(person) ?? 0) + 1);
  const truePairs = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const right = pairs.filter(([a, b]) => truth[a] && truth[a] === truth[b]).length;
  const precision = pairs.length > 0 ? right / pairs.length : 1;
  const recall = truePairs > 0 ? right / truePairs : 1;
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { truePairs, found: pairs.length, right, precision, recall, f1 };
}

const personOf = (id: string): string => /^rec-(\d+)-/.exec(id)?.[1] ?? id;
