import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ProblemError, UsedError, type FieldProblem, type Named } from './errors.ts';
import type { Log } from './log.ts';

/** Prints any error as RFC 9457 problem+json. What we did not foresee is logged and says nothing of its inside. */
export function printProblem(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request);
  if (problem.status >= 500)
    log.error({ err: error, route: request.routeOptions.url, requestId: request.id }, 'request failed');
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send({ type: 'about:blank', title: problem.code, requestId: request.id, ...problem });
}

type Problem = {
  status: number;
  code: string;
  detail?: string;
  fields?: FieldProblem[];
  usedBy?: readonly Named[];
};

function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof ProblemError) {
    return {
      status: error.status,
      code: error.code,
      detail: error.message,
      ...(error.fields.length > 0 && { fields: error.fields }),
      ...(error instanceof UsedError && { usedBy: error.usedBy }),
    };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map((entry) =>
      fieldProblem({ ...entry.params, code: entry.keyword, message: entry.message }, entry.instancePath, request),
    );
    return {
      status: 422,
      code: 'request.invalid',
      detail: fields.map((f) => `${f.path}: ${f.message}`).join('; '),
      fields,
    };
  }
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 500)
    return { status: 500, code: 'server.unexpected', detail: 'Something went wrong here. It has been logged.' };
  return { status, code: (error as { code?: string }).code ?? 'request.refused', detail: (error as Error).message };
}

type Issue = { code: string; message?: string };

function fieldProblem(issue: Issue, path: string, request: FastifyRequest): FieldProblem {
  const chinese = request.headers['accept-language']?.startsWith('zh') ?? false;
  const { localeError } = chinese ? z.locales.zhCN() : z.locales.en();
  const said = localeError(issue as never);
  const message = (typeof said === 'string' ? said : said?.message) ?? issue.message ?? 'invalid';
  return { path: path.replace(/^\//, '').replaceAll('/', '.'), code: issue.code, message };
}
