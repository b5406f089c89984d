import { useTranslation } from 'react-i18next';
import styles from './file-rows.module.css';

type Props = { rows: readonly { rowNo: number; cells: readonly string[] }[]; headerRow: number | null };

/** The first rows as they stand in the file, so that a wrong encoding or header shows at once. */
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
          {rows.map(({ rowNo, cells }) => (
            <tr key={rowNo} className={classOf(rowNo)}>
              <th scope="row">{rowNo}</th>
              {cells.map((cell, column) => (
                // A row of a file is its cells in their places.
                <td key={`c${String(column)}`} title={cell}>
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
