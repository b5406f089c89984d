import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { downloadErrors } from '#modules/ingest/contract.ts';
import { urlOf } from '../../call.ts';
import { useFormat } from '../../format.ts';
import { Section } from '../../ui/page.tsx';
import type { BatchWire } from './batch-wire.ts';
import styles from './row-errors.module.css';

/** The first refused rows with their reasons; all of them come as a file to mend and import again. */
export function RowErrors({ batch }: { batch: BatchWire }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  return (
    <Section
      flush
      title={t('import:errors.title')}
      note={t('import:errors.note', {
        shown: format.number(batch.sampleErrors.length),
        all: format.number(batch.counts['invalid'] ?? batch.sampleErrors.length),
      })}
      actions={
        <Button
          icon={<DownloadOutlined />}
          download
          href={urlOf(downloadErrors, { params: { batchId: batch.batchId }, query: { language: i18n.language } })}
        >
          {t('import:errors.download')}
        </Button>
      }
    >
      <Rows batch={batch} />
    </Section>
  );
}

/** A plain table: as wide as the file, with the reason always in sight. */
function Rows({ batch: { sampleErrors, headers, mapping } }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const columnOf = new Map(mapping.map(({ column, field }) => [field, column]));
  return (
    <div className={styles.frame} tabIndex={0} role="region" aria-label={t('import:errors.title')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.row}>
              {t('import:errors.row')}
            </th>
            <th scope="col" className={styles.reason}>
              {t('import:errors.reason')}
            </th>
            {headers.map((header, column) => (
              // Two columns of a file may have the same name: they are told apart by their place.
              <th scope="col" key={`c${String(column)}`}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sampleErrors.map((row) => {
            const wrong = row.field === null ? undefined : columnOf.get(row.field);
            return (
              <tr key={`${row.rowNo}-${row.field ?? ''}-${row.code}`}>
                <th scope="row" className={styles.row}>
                  {row.rowNo}
                </th>
                <td className={styles.reason}>{row.reason}</td>
                {headers.map((_, column) => (
                  <td
                    key={`c${String(column)}`}
                    className={column === wrong ? styles.wrong : undefined}
                    title={row.cells[column]}
                  >
                    {row.cells[column]}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
