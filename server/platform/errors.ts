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

export class ForbiddenError extends ProblemError {
  constructor(code: string, detail?: string) {
    super(403, code, detail);
  }
}

/** In a job: do not retry; park it where a person sees it. */
export class PermanentError extends Error {}
