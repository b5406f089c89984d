/** What somebody who is to be forgotten may be recognised by wherever it was written. */
export type Traces = {
  /** Numbers and addresses that are nobody else's, in every spelling: found anywhere in a text, longest first. */
  anywhere: readonly string[];
  /** Names: common words among them, so they count only where they are the whole value. */
  whole: readonly string[];
};

/** Stands where a trace was. */
export const ERASED = '•••';
