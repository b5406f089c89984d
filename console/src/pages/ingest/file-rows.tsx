import { useTranslation } from 'react-i18next';
import styles from './file-rows.module.css';

type Row = { rowNo: number; cells: readonly string[]; merged?: readonly number[] | undefined };
type Props = { rows: readonly Row[]; headerRow: number | null };

/** The first rows as they stand in the file, so that a wrong encoding or header shows at once; what merged cells say of a row is fainter. */
export function FileRows({ rows, headerRow }: Props) {
  const { t } = useTranslation();
  const classOf = (rowNo: number) => {
    if (headerRow === null || rowNo > headerRow) return undefined;
    return rowNo === headerRow ? styles.header : styles.title;
  };
  return (
    <div className={styles.frame} tabIndex={0} role="region" aria-label={t('import:map.rows')}>
      <table className={styles.table}>
        <tbody>
          {rows.map(({ rowNo, cells, merged = [] }) => (
            <tr key={rowNo} className={classOf(rowNo)}>
              <th scope="row">{rowNo}</th>
              {cells.map((cell, column) => (
                // A row of a file is its cells in their places.
                <td
                  key={`c${String(column)}`}
                  title={cell}
                  className={merged.includes(column) ? styles.merged : undefined}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
