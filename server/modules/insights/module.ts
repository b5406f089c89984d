import type { Ctx } from '#platform/context.ts';
import { PermanentError } from '#platform/errors.ts';
import type { Module } from '#platform/module.ts';
import { ANSWER_JOB, workOut, type Question } from './answers.ts';
import { overview } from './overview.ts';
import { retention } from './retention.ts';
import { rfmPicture } from './rfm.ts';
import { routes } from './routes.ts';

const QUESTIONS = [overview, retention, rfmPicture] as readonly Question<object, object>[];

/** Everything here is over everybody, whoever asks: so it is not for those who may know only some customers. */
export const insightsModule: Module = {
  name: 'insights',
  permissions: [{ code: 'insights.read', roles: ['retention_lead', 'service_lead', 'analyst'], overEverybody: true }],
  routes,
  jobs: {
    [ANSWER_JOB]: async (ctx: Ctx, { name, params }: { name: string; params: object }) => {
      const question = QUESTIONS.find((candidate) => candidate.name === name);
      if (!question) throw new PermanentError(`Nobody knows how to answer "${name}".`);
      await workOut(ctx, question, params);
    },
  },
};
