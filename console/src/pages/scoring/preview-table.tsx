import { useTranslation } from 'react-i18next';
import type { Named, Preview } from '#modules/scoring/contract.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import styles from './preview-table.module.css';

type Props = {
  preview: Preview;
  /** Names in force today, for what the changed rules no longer know. */
  known?: readonly Named[];
};

const NONE: readonly Named[] = [];

/** Heads per name: now, then, and the difference. */
export function PreviewTable({ preview: { customers, moved, rows }, known = NONE }: Props) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const name = useName();
  const signed = new Intl.NumberFormat(i18n.language, { signDisplay: 'exceptZero' });
  return (
    <>
      <p className={styles.moved}>
        {moved > 0
          ? t('scoring:preview.moved', {
              count: moved,
              moved: format.number(moved),
              customers: format.number(customers),
            })
          : t('scoring:preview.nobody_moves')}
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('scoring:preview.name')}</th>
            <th scope="col">{t('scoring:preview.now')}</th>
            <th scope="col">{t('scoring:preview.then')}</th>
            <th scope="col">{t('scoring:preview.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.code}>
              <td>
                <CodeTag code={row.code}>
                  {name(known.find(({ code }) => code === row.code && row.zh === code) ?? row)}
                </CodeTag>
              </td>
              <td>{format.number(row.now)}</td>
              <td>{format.number(row.next)}</td>
              <td className={row.next === row.now ? styles.even : undefined}>
                {row.next === row.now ? '=' : signed.format(row.next - row.now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
