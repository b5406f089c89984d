import { Blank } from '../../ui/stat.tsx';
import type { Look } from './look.ts';

type Props = { rate: number | null; left: number; of: number; look: Look };

/** `78.8 % (1,590 / 2,017)`, or blank. */
export function Rate({ rate, left, of, look: { format } }: Props) {
  if (rate === null) return <Blank />;
  return (
    <>
      <b>{format.percent(rate)}</b>{' '}
      <small className="lk-soft">
        {format.number(left)} / {format.number(of)}
      </small>
    </>
  );
}
