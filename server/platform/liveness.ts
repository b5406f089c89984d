/**
 * Whether a process that said it would work still lives. This is about the real world and not about the day being
 * reckoned, so it takes the database's own clock: one clock for all machines, whatever `ctx.now` replays.
 */
import { sql, type RawBuilder } from 'kysely';

/** The moment until which a sign of life given now is believed. */
export const believedUntil = (seconds: number): RawBuilder<Date> =>
  sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

/** True when the moment in `column` has passed, or was never given. */
export const isOver = (column: string): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(column)} is null or ${sql.ref(column)} < clock_timestamp())`;
