import { DeleteOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Outcome } from '#modules/tasks/contract.ts';
import styles from './outcome-fields.module.css';

const RESULTS = ['good', 'neutral', 'bad'] as const;
const CODE = /^[a-z][a-z0-9_]{0,39}$/;

/** How a task can end: a code for figures, words in both languages, and what it means for the customer. */
export function OutcomeFields() {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('care:needed') }];
  return (
    <Form.List name="outcomes">
      {(fields, { add, remove }) => (
        <fieldset className={styles.outcomes}>
          <legend>{t('care:templates.outcomes')}</legend>
          <p className="lk-soft">{t('care:templates.outcomes_note')}</p>
          {fields.map((field, n) => (
            <div key={field.key} className={styles.outcome}>
              <Form.Item
                name={[field.name, 'code']}
                rules={[{ required: true, pattern: CODE, message: t('care:playbooks.code_note') }]}
              >
                <Input aria-label={t('care:playbooks.code')} placeholder="will_come" />
              </Form.Item>
              <Form.Item name={[field.name, 'result']}>
                <Select
                  aria-label={t('care:templates.result')}
                  options={RESULTS.map((result) => ({ value: result, label: t(`care:result.${result}`) }))}
                />
              </Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                disabled={fields.length === 1}
                aria-label={t('care:templates.remove_outcome', { number: n + 1 })}
                onClick={() => remove(field.name)}
              />
              <Form.Item name={[field.name, 'zh']} rules={required}>
                <Input aria-label={t('care:language.zh')} placeholder={t('care:language.zh')} maxLength={40} />
              </Form.Item>
              <Form.Item name={[field.name, 'en']} rules={required}>
                <Input aria-label={t('care:language.en')} placeholder={t('care:language.en')} maxLength={60} />
              </Form.Item>
            </div>
          ))}
          <Button disabled={fields.length >= 20} onClick={() => add(EMPTY)}>
            {t('care:templates.add_outcome')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

const EMPTY: Outcome = { code: '', zh: '', en: '', result: 'neutral' };
