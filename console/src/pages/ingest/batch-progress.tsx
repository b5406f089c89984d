import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';
import { bytesText, spanText } from './amounts.ts';
import type { BatchWire } from './batch-wire.ts';
import { WorkProgress } from './work-progress.tsx';

/** Reading a file tells how far it is; the database's own work tells only which step it is at. */
export function BatchProgress({ batch: { progress }, children }: { batch: BatchWire; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const format = useFormat();
  const { phase, step, rows, bytes, totalBytes, rowsPerSecond, secondsLeft } = progress;
  const reading = phase === 'reading' && totalBytes > 0;
  const label = step
    ? t(`import:step.${step}`, { defaultValue: t(`import:phase.${phase}`) })
    : t(`import:phase.${phase}`);
  return (
    <WorkProgress
      label={label}
      share={reading ? Math.min(1, bytes / totalBytes) : null}
      facts={[
        rows > 0 ? t('import:rows_read', { count: rows, shown: format.number(rows) }) : null,
        reading
          ? t('import:new.sent', { sent: bytesText(bytes, language), total: bytesText(totalBytes, language) })
          : null,
        rowsPerSecond === null
          ? null
          : t('import:per_second', {
              amount: t('import:rows', { count: rowsPerSecond, shown: format.number(rowsPerSecond) }),
            }),
        secondsLeft === null ? null : t('import:left', { span: spanText(secondsLeft, language) }),
      ]}
    >
      {children}
    </WorkProgress>
  );
}
