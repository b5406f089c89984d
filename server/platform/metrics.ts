import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export const registry = new Registry();
// Every 10 ms, as by default, would wake an idle process a hundred times a second.
collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 250 });

export const httpSeconds = new Histogram({
  name: 'liuke_http_request_seconds',
  help: 'Time to answer, by route and status.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
});

export const jobSeconds = new Histogram({
  name: 'liuke_job_seconds',
  help: 'Time a background job took, by name and outcome.',
  labelNames: ['job', 'outcome'],
  buckets: [0.01, 0.05, 0.25, 1, 5, 30, 120, 600],
  registers: [registry],
});
