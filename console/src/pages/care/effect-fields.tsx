import { DeleteOutlined } from '@ant-design/icons';
import { Button, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Effect } from '#modules/care/playbook-contract.ts';
import { useTagOptions } from '../customers/tag-reads.ts';
import { useStaticSegments } from './effect-words.ts';
import styles from './playbook-edit.module.css';

const KINDS = ['tag', 'segment', 'owner', 'rhythm'] as const;

/** What is done at once when the playbook is applied; which blanks there are follows from what it does. */
export function EffectFields() {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  return (
    <Form.List name="effects">
      {(fields, { add, remove }) => (
        <div className={styles.steps}>
          <h3>{t('care:effects.title')}</h3>
          <p className="lk-soft">{t('care:effects.note')}</p>
          {fields.map((field, n) => (
            <fieldset key={field.key} className={styles.step}>
              <legend>
                {t('care:effects.one', { number: n + 1 })}
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t('care:effects.remove', { number: n + 1 })}
                  onClick={() => remove(field.name)}
                />
              </legend>
              <Form.Item name={[field.name, 'do']} label={t('care:effects.do')}>
                <Select
                  options={KINDS.map((kind) => ({ value: kind, label: t(`care:effects.kind.${kind}`) }))}
                  onChange={(kind: Effect['do']) => form.setFieldValue(['effects', field.name], FRESH[kind])}
                />
              </Form.Item>
              <Form.Item noStyle dependencies={[['effects', field.name, 'do']]}>
                {({ getFieldValue }) => <Blanks at={field.name} kind={getFieldValue(['effects', field.name, 'do'])} />}
              </Form.Item>
            </fieldset>
          ))}
          <Button disabled={fields.length >= 6} onClick={() => add(FRESH.owner)}>
            {t('care:effects.add')}
          </Button>
        </div>
      )}
    </Form.List>
  );
}

const FRESH: Record<Effect['do'], object> = {
  tag: { do: 'tag' },
  segment: { do: 'segment' },
  owner: { do: 'owner' },
  rhythm: { do: 'rhythm', everyDays: 30, forDays: 180 },
};

function Blanks({ at, kind }: { at: number; kind: Effect['do'] }) {
  const { t } = useTranslation();
  const tags = useTagOptions();
  const segments = useStaticSegments();
  const required = [{ required: true, message: t('care:needed') }];
  if (kind === 'tag')
    return (
      <Form.Item name={[at, 'tagId']} label={t('care:effects.tag')} rules={required}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={tags} />
      </Form.Item>
    );
  if (kind === 'segment')
    return (
      <Form.Item
        name={[at, 'segmentId']}
        label={t('care:effects.segment')}
        extra={t('care:effects.segment_note')}
        rules={required}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={segments.map(({ segmentId, name }) => ({ value: segmentId, label: name }))}
        />
      </Form.Item>
    );
  if (kind === 'rhythm')
    return (
      <>
        <Form.Item name={[at, 'everyDays']} label={t('care:effects.every')} rules={required}>
          <InputNumber min={1} max={365} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name={[at, 'forDays']} label={t('care:effects.for')} rules={required}>
          <InputNumber min={7} max={730} style={{ width: '100%' }} />
        </Form.Item>
      </>
    );
  return <p className="lk-soft">{t('care:effects.owner_note')}</p>;
}
