import { endpoint } from '#shared/endpoint.ts';
import { done } from '#shared/wire.ts';

export const loadDemo = endpoint({
  method: 'POST',
  path: '/api/demo',
  summary: 'Fill an empty house with the demo brand, in the background',
  permission: 'demo.load',
  scope: 'none',
  idempotency: 'everything in it is found again by its external id; a house with customers of its own is refused',
  response: done,
});
