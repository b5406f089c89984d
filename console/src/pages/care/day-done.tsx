import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Section } from '../../ui/page.tsx';
import type { Day } from './day-reads.ts';
import { resultColor } from './result-color.ts';
import { useTaskWords } from './task-words.ts';
import styles from './day-done.module.css';

/** What is done today, newest first. */
export function DayDone({ done }: { done: Day['done'] }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const { outcomeName } = useTaskWords();
  const clock = new Intl.DateTimeFormat(format.language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: format.timeZone,
  });
  return (
    <Section title={t('care:day.done_list')}>
      <ul className={styles.done}>
        {done.map((row) => (
          <li key={row.taskId}>
            <time dateTime={row.closedAt}>{clock.format(new Date(row.closedAt))}</time>
            <Link to={paths.customer(row.customerId)}>{row.name ?? row.code}</Link>
            <span className="lk-soft">{name(row.title)}</span>
            {row.outcome && (
              <CodeTag color={resultColor(row.result)}>{outcomeName(row.templateCode, row.kind, row.outcome)}</CodeTag>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
