/** Why a value cannot be taken. The field is added by whoever knows it. */
export type Refusal = { code: string; detail: string };

/** Values of cells are scalars, so an object is a refusal. */
export type Parsed = string | number | boolean | null | Refusal;

const SHOWN_CHARS = 60;

/** Shows what stood there, shortened: the sentence must fit a spreadsheet cell. */
export const refuse = (code: string, shown: string): Refusal => ({
  code,
  detail: shown.length > SHOWN_CHARS ? `${shown.slice(0, SHOWN_CHARS)}…` : shown,
});

export const isRefusal = (value: Parsed): value is Refusal => typeof value === 'object' && value !== null;
