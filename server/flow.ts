/**
 * THE PAGE: every event and what reacts to it, every schedule. Read it from top to bottom to know what the house does
 * by itself. Reactions run as background jobs, in order, and all recompute: a repeated event changes nothing.
 */
import {
  confirmDone,
  endConfirmed,
  followTasks,
  keepFreshWhenJudged,
  scanWhenJudged,
  watchContacts,
  watchCustomers,
} from '#modules/care/index.ts';
import {
  advanceDates,
  refreshDates,
  FILL_JOB,
  measureWhenDayTurned,
  fillSearchKeys,
  refreshSearchKeys,
  refreshDuplicates,
  refreshNewDuplicates,
  requestScanWhenDue,
  settleClaims,
} from '#modules/customers/index.ts';
import { resumeBatches } from '#modules/ingest/index.ts';
import { renewAnswers } from '#modules/insights/index.ts';
import {
  dropOldInteractions,
  measureEverybody,
  recountBehaviour,
  recountEverybody,
  refreshBehaviour,
  turnDay,
} from '#modules/interactions/index.ts';
import { redateOrders, refreshRollups } from '#modules/orders/index.ts';
import { refreshPreferences, requestRemoval } from '#modules/privacy/index.ts';
import { refreshScores, sweep, sweepWhenDayTurned } from '#modules/scoring/index.ts';
import { advanceOverdue, followOwners, joinTwins } from '#modules/tasks/index.ts';
import {
  requestAll,
  requestSizes,
  requestWhenDayTurned,
  resumeEvaluations,
  touchMemberships,
} from '#modules/segments/index.ts';
import { clearHeard, EVENTS, resumeDeliveries, tellReceivers } from '#modules/webhooks/index.ts';
import type { EventName } from '#platform/events.ts';
import { freeDeadJobs } from '#platform/presence.ts';
import type { Schedule } from '#platform/jobs.ts';
import type { Reaction } from '#platform/module.ts';

const onFacts: Partial<Record<EventName, readonly Reaction[]>> = {
  'customers.recorded': [
    refreshPreferences,
    refreshDates,
    refreshRollups,
    refreshBehaviour,
    refreshScores,
    followOwners,
    refreshDuplicates,
    refreshSearchKeys,
    endConfirmed,
    touchMemberships,
  ],
  'orders.recorded': [
    refreshRollups,
    refreshBehaviour,
    refreshScores,
    watchCustomers,
    refreshNewDuplicates,
    refreshSearchKeys,
    touchMemberships,
  ],
  'interactions.recorded': [
    // Scores look at the last login only: who has not moved it is not judged again.
    async (ctx, touched) => refreshScores(ctx, await refreshBehaviour(ctx, touched)),
    watchContacts,
    touchMemberships,
  ],
  'organisation.rezoned': [redateOrders, recountEverybody, (ctx) => sweep(ctx)],
  'scores.swept': [(ctx) => requestAll(ctx, 'scores')],
  // Nothing of them is left in the house but in what was counted; whom they resembled is told as recorded.
  'customers.removed': [requestSizes],
  // Told for what will begin with a customer coming in or going out.
  'segments.entered': [],
  'segments.left': [],
  'tasks.closed': [followTasks, confirmDone],
};

/** Whoever was merged or taken apart has other facts of every kind: all that reacts to any fact does so once, segments last. */
const toAnyFact = Object.entries(onFacts)
  .filter(([event]) => event.endsWith('.recorded'))
  .flatMap(([, reacting]) => reacting)
  .filter((reaction) => reaction !== touchMemberships);

const inTheHouse: Partial<Record<EventName, readonly Reaction[]>> = {
  ...onFacts,
  'customers.merged': [...new Set([recountBehaviour, ...toAnyFact]), joinTwins, touchMemberships, requestSizes],
};

/** Other programs hear of it last, when the house itself has drawn its conclusions. */
const outside = EVENTS.map((event) => [event, [...(inTheHouse[event] ?? []), tellReceivers(event)]] as const);

export const reactions: Partial<Record<EventName, readonly Reaction[]>> = {
  ...inTheHouse,
  ...Object.fromEntries(outside),
};

/** Times are UTC; what must happen once a day asks itself whether the organisation's day has turned. */
export const schedules: readonly Schedule[] = [
  { cron: '* * * * *', name: 'ingest_resume', run: resumeBatches, atStart: true },
  { cron: '* * * * *', name: 'jobs_of_the_dead', run: freeDeadJobs },
  { cron: '13 4 * * *', name: FILL_JOB, run: fillSearchKeys, atStart: true },
  { cron: '1 * * * *', name: 'interactions_night', run: turnDay, atStart: true },
  { cron: '*/15 * * * *', name: 'interactions_measure', run: measureEverybody, atStart: true },
  { cron: '31 * * * *', name: 'interactions_retention', run: dropOldInteractions },
  { cron: '2 * * * *', name: 'scoring_night', run: sweepWhenDayTurned, atStart: true },
  { cron: '* * * * *', name: 'segments_resume', run: resumeEvaluations, atStart: true },
  { cron: '12 * * * *', name: 'segments_night', run: requestWhenDayTurned, atStart: true },
  { cron: '3 * * * *', name: 'customers_dates', run: advanceDates, atStart: true },
  { cron: '6 * * * *', name: 'customers_quality', run: measureWhenDayTurned, atStart: true },
  { cron: '4 * * * *', name: 'customers_duplicates', run: requestScanWhenDue, atStart: true },
  { cron: '5 * * * *', name: 'customers_claims', run: settleClaims, atStart: true },
  { cron: '* * * * *', name: 'webhooks_resume', run: resumeDeliveries, atStart: true },
  { cron: '40 3 * * *', name: 'webhooks_clear', run: clearHeard },
  { cron: '7 * * * *', name: 'insights_morning', run: renewAnswers },
  { cron: '4,14,24,34,44,54 * * * *', name: 'care_morning', run: scanWhenJudged, atStart: true },
  { cron: '9 * * * *', name: 'care_fresh', run: keepFreshWhenJudged, atStart: true },
  { cron: '*/10 * * * *', name: 'tasks_overdue', run: advanceOverdue, atStart: true },
  { cron: '40 18 * * *', name: 'privacy_retention', run: requestRemoval },
];
