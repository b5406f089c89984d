export { ensureSources, type Source } from './sources.ts';
