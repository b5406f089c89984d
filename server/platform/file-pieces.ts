/** Files that are written while they are read. */
import { Readable } from 'node:stream';

/** Begins at once, so that a query that cannot be answered is still a problem and not half a file. */
export async function started(pieces: AsyncGenerator<string>): Promise<Readable> {
  const first = await pieces.next();
  async function* all(): AsyncGenerator<string> {
    if (!first.done) yield first.value;
    yield* pieces;
  }
  return Readable.from(all());
}
