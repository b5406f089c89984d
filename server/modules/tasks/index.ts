/**
 * tasks 任务: work for people about customers, with owner, due time, script and outcome.
 *
 * Owns the schema `tasks`: tasks, the open task of each cause, templates as people changed them, private calendar
 * addresses. Comes in: tasks by hand and from modules that see something to do (`recordTasks`), the passing of time.
 * Goes out: `tasks.closed` with the customers whose tasks ended; entries of the timeline; an iCalendar feed.
 * Always holds: a cause has at most one open task; a task ends once; whoever may not know of the customer and does not
 * own the task finds nothing.
 */
export { getTaskBoard } from './board.ts';
export { changeTask } from './change.ts';
export { followOwners } from './by-hand.ts';
export { closeTask, type Ending } from './close.ts';
export type { Task, TaskSettings, Template, TwoTexts } from './contract.ts';
export { TASK_KINDS, type Result, type TaskKind } from './kinds.ts';
export { advanceOverdue } from './ladder.ts';
export { tomorrowOf } from './list.ts';
export { tasksModule } from './module.ts';
export { recordTasks, type Recorded, type TaskDraft } from './record.ts';
export { selectTasks, visibleTasks } from './rows.ts';
export { getTaskSettings } from './settings.ts';
export { joinTwins } from './twins.ts';
export { findTaskTemplate, listTemplates, outcomesOf, saveTemplate } from './templates.ts';
