import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RfmSettings } from '#modules/scoring/contract.ts';
import { useName } from '../../named.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Section } from '../../ui/page.tsx';
import { colorOf } from '../../ui/palette.ts';
import { isSame } from './same.ts';
import { NamesEditor } from './names-editor.tsx';
import { withCell } from './settings-edits.ts';
import styles from './segment-map-editor.module.css';

type SegmentMap = RfmSettings['segmentMap'];
type Props = { map: SegmentMap; defaults: SegmentMap; onChange: (map: SegmentMap) => void; disabled: boolean };

const SCORES_DOWN = [5, 4, 3, 2, 1];
const SCORES_UP = [1, 2, 3, 4, 5];

/** The 25 pairs of recency and frequency, each with the segment it is called; a click on one chooses another. */
export function SegmentMapEditor({ map, defaults, onChange, disabled }: Props) {
  const { t } = useTranslation();
  const used = new Set(Object.values(map.cells));
  return (
    <Section
      title={t('scoring:map.title')}
      note={t('scoring:map.note')}
      actions={
        !disabled &&
        !isSame(map, defaults) && (
          <Button size="small" onClick={() => onChange(defaults)}>
            {t('scoring:map.reset')}
          </Button>
        )
      }
    >
      <div className={styles.columns}>
        <div className={styles.grid} role="group" aria-label={t('scoring:map.title')}>
          {SCORES_DOWN.map((r) => (
            <MapRow key={r} r={r} map={map} onChange={onChange} disabled={disabled} />
          ))}
          <span />
          {SCORES_UP.map((f) => (
            <span key={f} className={styles.axis}>
              F{f}
            </span>
          ))}
        </div>
        <NamesEditor
          names={map.segments}
          onChange={(segments) => onChange({ ...map, segments })}
          disabled={disabled}
          growing={{ used, most: 25, prefix: 'segment' }}
        />
      </div>
    </Section>
  );
}

function MapRow({ r, map, onChange, disabled }: Omit<Props, 'defaults'> & { r: number }) {
  const name = useName();
  const { t } = useTranslation();
  return (
    <>
      <span className={styles.axis}>R{r}</span>
      {SCORES_UP.map((f) => {
        const cell = `${r}${f}`;
        const code = map.cells[cell] ?? '';
        const segment = map.segments.find((one) => one.code === code);
        const color = colorOf(code);
        return (
          <Dropdown
            key={cell}
            trigger={['click']}
            disabled={disabled}
            menu={{
              selectable: true,
              selectedKeys: [code],
              items: map.segments.map((one) => ({
                key: one.code,
                label: <CodeTag code={one.code}>{name(one)}</CodeTag>,
              })),
              onClick: ({ key }) => onChange(withCell(map, cell, key)),
            }}
          >
            <button
              type="button"
              className={styles.cell}
              disabled={disabled}
              style={{
                borderLeftColor: color,
                background: `color-mix(in srgb, ${color} 16%, var(--lk-surface))`,
              }}
              aria-label={t('scoring:map.cell', { r, f, segment: segment ? name(segment) : '–' })}
            >
              {segment ? name(segment) : '–'}
            </button>
          </Dropdown>
        );
      })}
    </>
  );
}
