import {
  getSegment,
  listRules,
  listSegments,
  listTemplates,
  type RuleKindRow,
  type Segment,
} from '#modules/segments/contract.ts';
import { getSummary } from '#modules/segments/summary-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { read } from '../../query.ts';

export type SegmentRow = ResultOf<typeof getSegment>;
export type { RuleKindRow, Segment };

export const segmentsRead = read(listSegments);
export const rulesRead = read(listRules);
export const templatesRead = read(listTemplates);
export const segmentRead = (segmentId: number) => read(getSegment, { params: { segmentId } });
export const summaryRead = (segmentId: number) => read(getSummary, { params: { segmentId } });
