import { matchRoutes } from 'react-router';
import { expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { routes } from './routes.tsx';

const everyPath = Object.entries(paths).map(([name, make]): [string, string] => [
  name,
  (make as (...values: unknown[]) => string)(7, 'S-7'),
]);

test.each(everyPath)('%s leads to a page', (_, path) => {
  const [pathname = ''] = path.split('?');
  const leaf = matchRoutes(routes, pathname)?.at(-1)?.route;
  expect(leaf?.path, `${path} is not in routes.tsx`).not.toBe('*');
});
