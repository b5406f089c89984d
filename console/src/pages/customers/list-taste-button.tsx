import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ListField } from '#modules/customers/contract.ts';
import { useFieldName } from './fields.tsx';
import { DEFAULT_COLUMNS, type Taste } from './list-taste.ts';
import styles from './list.module.css';

type Props = { fields: readonly ListField[]; taste: Taste; onTaste: (change: Partial<Taste>) => void };

export function TasteButton(props: Props) {
  const { t } = useTranslation();
  return (
    <Popover trigger="click" placement="bottomRight" content={<TastePanel {...props} />}>
      <Button icon={<SettingOutlined />}>{t('customers:taste.title')}</Button>
    </Popover>
  );
}

/** Newly chosen columns go to the end. */
function TastePanel({ fields: all, taste, onTaste }: Props) {
  const { t } = useTranslation();
  const fields = all.filter(({ byLink }) => !byLink);
  const fieldName = useFieldName();
  const toggle = (code: string, shown: boolean) =>
    onTaste({ columns: shown ? [...taste.columns, code] : taste.columns.filter((one) => one !== code) });
  const modules = [...new Set(fields.map(moduleOf))];
  return (
    <div className={styles.taste}>
      <Segmented
        block
        aria-label={t('customers:taste.density')}
        value={taste.dense}
        options={[
          { value: false, label: t('customers:taste.comfortable') },
          { value: true, label: t('customers:taste.dense') },
        ]}
        onChange={(dense) => onTaste({ dense })}
      />
      <div className={styles.columns}>
        {modules.map((module) => (
          <section key={module} aria-label={t(`terms:module.${module}`)}>
            <p className={styles.group}>{t(`terms:module.${module}`)}</p>
            {fields
              .filter((field) => moduleOf(field) === module)
              .map((field) => (
                <div key={field.code}>
                  <Checkbox
                    checked={taste.columns.includes(field.code)}
                    onChange={(event) => toggle(field.code, event.target.checked)}
                  >
                    {fieldName(field.code)}
                  </Checkbox>
                </div>
              ))}
          </section>
        ))}
      </div>
      <Button onClick={() => onTaste({ columns: DEFAULT_COLUMNS, dense: false })}>{t('customers:taste.reset')}</Button>
    </div>
  );
}

const moduleOf = (field: ListField): string => field.code.split('.')[0] ?? '';
