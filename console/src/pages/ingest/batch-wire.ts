import type { getBatch } from '#modules/ingest/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';

/** One import as the server tells it. */
export type BatchWire = ResultOf<typeof getBatch>;
