import { createBrowserRouter } from 'react-router';
import { paths } from '../paths.ts';
import { onShutOut } from '../shut-out.ts';
import { routes } from './routes.tsx';

export const router = createBrowserRouter(routes, { future: { v8_middleware: true } });

onShutOut(leave);

/** Outside the house nobody has anything to lose; inside, `pages/access/session-ended.tsx` listens. */
function leave(): void {
  const { pathname, search } = router.state.location;
  if (pathname === paths.signIn()) return;
  window.location.replace(paths.signIn(pathname + search));
}
