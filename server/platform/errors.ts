/**
 * What a caller cannot continue from. Each carries a stable code (`orders.not_found`) that clients may branch on and
 * the console translates; `detail` is for people, `fields` names what to mend. Printed as RFC 9457 problem+json.
 */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: FieldProblem[];

  constructor(status: number, code: string, detail?: string, fields: FieldProblem[] = []) {
    super(detail ?? code);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

export type FieldProblem = { path: string; code: string; message: string };

export class NotFoundError extends ProblemError {
  constructor(code: string, detail?: string) {
    super(404, code, detail);
  }
}

export class InvalidError extends ProblemError {
  constructor(code: string, detail?: string, fields: FieldProblem[] = []) {
    super(422, code, detail, fields);
  }
}

export class ConflictError extends ProblemError {
  constructor(code: string, detail?: string) {
    super(409, code, detail);
  }
}

/** Both languages: whoever reads the refusal may know it by either. */
export type Named = { zh: string; en: string };

/** It stays because something builds on it; told by name, so that people know where to look. */
export class UsedError extends ConflictError {
  readonly usedBy: readonly Named[];

  constructor(code: string, usedBy: readonly Named[]) {
    super(code, `It is used by ${usedBy.map(({ zh, en }) => (zh === en ? en : `${en} (${zh})`)).join(', ')}.`);
    this.usedBy = usedBy;
  }
}

export class ForbiddenError extends ProblemError {
  constructor(code: string, detail?: string) {
    super(403, code, detail);
  }
}

/** In a job: do not retry; park it where a person sees it. */
export class PermanentError extends Error {}
