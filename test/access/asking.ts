/** Asking an endpoint as somebody, without a trace: the answer as it would go over the wire, and what it cost. */
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { sql, type KyselyPlugin } from 'kysely';
import { z } from 'zod';
import type { Actor, Ctx } from '#platform/context.ts';
import { ProblemError } from '#platform/errors.ts';
import type { FileAnswer, Route } from '#platform/module.ts';
import type { Asked } from './inputs.ts';

export type Answer = {
  told: string;
  /** Statements asked of the database: how long an answer takes hangs on nothing else here. */
  statements: number;
  /** Tables in which rows of the guarded customers changed. */
  touched: string[];
};

/** One object for as long as nothing is written outside of questions. */
export type Guard = { tables: readonly string[]; customerIds: readonly number[] };

class Undone extends Error {}

export async function ask(ctx: Ctx, actor: Actor, route: Route, asked: Asked, guard: Guard): Promise<Answer> {
  const { plugin, count } = counter();
  const answer: Answer = { told: '', statements: 0, touched: [] };
  const writes = route.endpoint.method !== 'GET';
  try {
    await ctx.db
      .withPlugin(plugin)
      .transaction()
      .execute(async (db) => {
        const inner = { ...ctx, db, actor };
        const before = writes ? await digestsBefore(ctx, guard) : new Map<string, string>();
        const start = count();
        const told = await answerText(inner, route, asked);
        Object.assign(answer, { told, statements: count() - start });
        const after = writes && told.startsWith('{') ? await digests(inner, guard) : before;
        answer.touched = [...after].filter(([table, digest]) => before.get(table) !== digest).map(([table]) => table);
        throw new Undone();
      });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return answer;
}

async function answerText(ctx: Ctx, { endpoint, handle }: Route, asked: Asked): Promise<string> {
  try {
    const input = {
      params: parsed(endpoint.params, asked.params),
      query: parsed(endpoint.query, asked.query),
      body: parsed(endpoint.body, asked.body),
      headers: {},
      ip: '',
    };
    const answer = await handle(ctx, input);
    if (endpoint.response === 'file') return await fileText(answer as FileAnswer);
    return JSON.stringify(z.encode(endpoint.response, answer));
  } catch (error) {
    if (error instanceof z.ZodError) return `malformed: ${error.message}`;
    if (!(error instanceof ProblemError)) throw error;
    const { status, code, message, fields } = error;
    return `${status}: ${JSON.stringify({ code, message, fields })}`;
  }
}

const parsed = (schema: unknown, value: unknown): unknown =>
  schema instanceof z.ZodType ? schema.parse(value) : undefined;

/** The number of an export counts on, also where all else is undone. */
async function fileText({ body }: FileAnswer): Promise<string> {
  const told = body instanceof Readable ? await text(body) : body.toString();
  return told.replaceAll(/,#\d+ /g, ',# ');
}

function counter(): { plugin: KyselyPlugin; count: () => number } {
  let asked = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { plugin, count: () => asked };
}

/** Every question is undone, so what stood before one stood before all that share its guard. */
function digestsBefore(ctx: Ctx, guard: Guard): Promise<Map<string, string>> {
  const known = untouched.get(guard) ?? digests(ctx, guard);
  untouched.set(guard, known);
  return known;
}

const untouched = new WeakMap<Guard, Promise<Map<string, string>>>();

async function digests(ctx: Ctx, { tables, customerIds }: Guard): Promise<Map<string, string>> {
  const parts = tables.map(
    (table) => sql`
      select ${sql.lit(table)} as name, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest
      from ${sql.table(table)} t where customer_id = any(${customerIds})`,
  );
  const { rows } = await sql<{ name: string; digest: string }>`${sql.join(parts, sql` union all `)}`.execute(ctx.db);
  return new Map(rows.map((row) => [row.name, row.digest]));
}
