/** First and last name as two columns, as English exports have them. They come before a whole name, which may be the company's. */
import type { Importer, ImportField } from '#platform/importer.ts';

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

const PARTS: readonly ImportField[] = [
  {
    code: 'firstName',
    type: 'text',
    maxLength: 60,
    synonyms: words('名, First name, given name, forename, firstname, Vorname, prénom'),
  },
  {
    code: 'lastName',
    type: 'text',
    maxLength: 60,
    synonyms: words('姓, Last name, family name, surname, lastname, Nachname, nom'),
  },
];

const CHINESE = /\p{Script=Han}/u;

export function withNameParts(importer: Importer): Importer {
  const own = importer.fields.length;
  const name = importer.fields.findIndex((field) => field.code === 'name');
  return {
    ...importer,
    fields: [...importer.fields, ...PARTS],
    stage: (row) => {
      const [first, last] = [row[own], row[own + 1]];
      const told = row.slice(0, own);
      if (first || last) told[name] = joined(String(first ?? ''), String(last ?? ''));
      return importer.stage(told);
    },
  };
}

const joined = (first: string, last: string): string =>
  CHINESE.test(first + last) ? last + first : `${first} ${last}`.trim();
