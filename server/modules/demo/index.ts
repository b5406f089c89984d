/**
 * demo 演示: one believable brand to look around in.
 *
 * Owns nothing: it brings the brand of `db/demo` in through the front doors of the other modules and relives its past
 * month ends, so that there is a history to see. Comes in: the wish for it, into an empty house only. Always holds: the
 * same day gives the same brand, and loading it twice changes nothing.
 */
export { hasCustomers, loadDemo, type DemoReport } from './load.ts';
export { demoModule } from './module.ts';
export { DEMO_ADMINISTRATOR, DEMO_PASSWORD } from './staff.ts';
