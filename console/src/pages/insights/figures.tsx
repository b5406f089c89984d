import { useTranslation } from 'react-i18next';
import { Behind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { useFormat, type Format } from '../../format.ts';
import { Stat } from '../../ui/stat.tsx';
import { changeOf, type Change, type FigureWire } from './changes.ts';
import styles from './figures.module.css';

/** The figures of a period, each with its meaning, its change and the customers behind it. */
export function Figures({ figures }: { figures: readonly FigureWire[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map((figure) => (
        <OneFigure key={figure.key} figure={figure} />
      ))}
    </dl>
  );
}

function OneFigure({ figure }: { figure: FigureWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const change = changeOf(figure);
  const before = figure.previous === null ? null : told(figure.previous, figure.unit, format);
  return (
    <Stat
      label={<Defined by={figure.definition}>{t(`insights:figure.${figure.key}`)}</Defined>}
      value={
        figure.value === null ? null : (
          <Behind filters={figure.filters}>{told(figure.value, figure.unit, format)}</Behind>
        )
      }
      note={
        before !== null && (
          <>
            {change && <ChangeMark change={change} />}{' '}
            <span className="lk-faint">{t('insights:before', { before })}</span>
          </>
        )
      }
    />
  );
}

const told = (value: number, unit: FigureWire['unit'], format: Format): string =>
  ({ count: format.number, money: format.roundMoney, rate: (share: number) => format.percent(share) })[unit](value);

const COLORS = { good: 'var(--lk-green)', bad: 'var(--lk-red)', even: 'var(--lk-soft)' };

function ChangeMark({ change }: { change: Change }) {
  const { t, i18n } = useTranslation();
  const signed = { maximumFractionDigits: 1, signDisplay: 'exceptZero' } as const;
  const text =
    change.kind === 'share'
      ? new Intl.NumberFormat(i18n.language, { ...signed, style: 'percent' }).format(change.value)
      : t('insights:points', { points: new Intl.NumberFormat(i18n.language, signed).format(change.value * 100) });
  return <span style={{ color: COLORS[change.tone], fontWeight: 600 }}>{text}</span>;
}
