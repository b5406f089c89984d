import { DeleteOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listPlaybooks, savePlaybook, type Playbook } from '#modules/care/playbook-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useVocabulary, useVocabularyCodes } from '../../components/vocabulary.ts';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { EffectFields } from './effect-fields.tsx';
import { useTaskWords } from './task-words.ts';
import styles from './playbook-edit.module.css';

type Values = Omit<Playbook, 'code'> & { code?: string };

export const handle = { permission: savePlaybook.permission };

const EMPTY: Values = {
  group: 'class',
  name: { zh: '', en: '' },
  idea: { zh: '', en: '' },
  fits: { classes: [], stages: [], reasons: [] },
  steps: [{ templateCode: 'return_visit', afterDays: 1, title: { zh: '', en: '' } }],
  effects: [],
  measure: { zh: '', en: '' },
};

export function Component() {
  const { code } = useParams();
  const data = useRead(read(listPlaybooks)).data;
  const classes = useVocabularyCodes('class4');
  const stages = useVocabularyCodes('stages');
  if (!data || !classes || !stages) return null;
  if (!code) return <Edit values={EMPTY} code={null} classes={classes} stages={stages} />;
  const playbook = data.rows.find((row) => row.code === code);
  return playbook ? <Edit values={playbook} code={code} classes={classes} stages={stages} /> : null;
}

type Props = { values: Values; code: string | null; classes: string[]; stages: string[] };

function Edit({ values, code, classes, stages }: Props) {
  const { t } = useTranslation();
  const name = useName();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const vocabulary = useVocabulary();
  const { reasons } = useTaskWords();
  const save = useSend(savePlaybook, {
    ends: [listPlaybooks],
    onDone: (saved) => {
      void message.success(t('shell:saved'));
      void navigate(withState(paths.playbooks(), { open: saved.code }));
    },
  });
  // What ships fits the words of every vocabulary: those that have no name here are kept as they are.
  const { classes: ofClasses, stages: ofStages, reasons: ofReasons } = values.fits;
  const shown = {
    classes: ofClasses.filter((one) => classes.includes(one)),
    stages: ofStages.filter((one) => stages.includes(one)),
    reasons: ofReasons,
  };
  const kept = {
    classes: ofClasses.filter((one) => !classes.includes(one)),
    stages: ofStages.filter((one) => !stages.includes(one)),
  };
  const submit = ({ code: chosen, group, name: named, idea, fits, steps, effects, measure }: Values) =>
    save.mutate({
      params: { code: code ?? chosen ?? '' },
      body: {
        group,
        name: named,
        idea,
        fits: {
          classes: [...fits.classes, ...kept.classes],
          stages: [...fits.stages, ...kept.stages],
          reasons: fits.reasons,
        },
        steps,
        effects,
        measure,
      },
    });
  return (
    <FormDrawer<Values>
      title={code ? name(values.name) : t('care:playbooks.add')}
      back={code ? withState(paths.playbooks(), { open: code }) : paths.playbooks()}
      initialValues={{ ...values, fits: shown }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={save.error}
      loading={save.isPending}
    >
      {!code && (
        <Form.Item
          name="code"
          label={t('care:playbooks.code')}
          extra={t('care:playbooks.code_note')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t('care:playbooks.code_note') }]}
        >
          <Input />
        </Form.Item>
      )}
      <Form.Item name="group" label={t('care:playbooks.group')}>
        <Select
          options={(['class', 'stage', 'reason', 'trade'] as const).map((group) => ({
            value: group,
            label: t(`care:playbook_group.${group}`),
          }))}
        />
      </Form.Item>
      <TwoTexts name="name" label={t('care:playbooks.name')} />
      <TwoTexts name="idea" label={t('care:playbooks.idea')} long />
      <TwoTexts name="measure" label={t('care:playbooks.measure')} />
      <Form.Item name={['fits', 'classes']} label={t('care:playbooks.classes')}>
        <Select mode="multiple" options={classes.map((one) => ({ value: one, label: vocabulary('class4', one) }))} />
      </Form.Item>
      <Form.Item name={['fits', 'stages']} label={t('care:playbooks.stages')}>
        <Select mode="multiple" options={stages.map((one) => ({ value: one, label: vocabulary('stages', one) }))} />
      </Form.Item>
      <Form.Item name={['fits', 'reasons']} label={t('care:playbooks.reasons')}>
        <Select mode="multiple" options={reasons.map((reason) => ({ value: reason.code, label: name(reason) }))} />
      </Form.Item>
      <EffectFields />
      <Steps />
    </FormDrawer>
  );
}

function TwoTexts({ name, label, long = false }: { name: string; label: string; long?: boolean }) {
  const { t } = useTranslation();
  return (['zh', 'en'] as const).map((language) => (
    <Form.Item
      key={language}
      name={[name, language]}
      label={`${label} · ${t(`care:language.${language}`)}`}
      rules={[{ required: true, message: t('care:needed') }]}
    >
      {long ? <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} /> : <Input />}
    </Form.Item>
  ));
}

function Steps() {
  const { t } = useTranslation();
  const name = useName();
  const { templates } = useTaskWords();
  return (
    <Form.List name="steps">
      {(fields, { add, remove }) => (
        <div className={styles.steps}>
          <h3>{t('care:playbooks.tasks')}</h3>
          {fields.map((field, n) => (
            <fieldset key={field.key} className={styles.step}>
              <legend>
                {t('care:playbooks.step', { number: n + 1 })}
                {fields.length > 1 && (
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={t('care:playbooks.remove_step', { number: n + 1 })}
                    onClick={() => remove(field.name)}
                  />
                )}
              </legend>
              <Form.Item name={[field.name, 'afterDays']} label={t('care:playbooks.after_days')}>
                <InputNumber min={0} max={365} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item name={[field.name, 'templateCode']} label={t('care:playbooks.template')}>
                <Select options={templates.map((one) => ({ value: one.code, label: name(one.name) }))} />
              </Form.Item>
              {(['zh', 'en'] as const).map((language) => (
                <Form.Item
                  key={language}
                  name={[field.name, 'title', language]}
                  label={`${t('care:playbooks.step_title')} · ${t(`care:language.${language}`)}`}
                  rules={[{ required: true, message: t('care:needed') }]}
                >
                  <Input />
                </Form.Item>
              ))}
            </fieldset>
          ))}
          <Button
            disabled={fields.length >= 12}
            onClick={() => add({ templateCode: 'return_visit', afterDays: 7, title: { zh: '', en: '' } })}
          >
            {t('care:playbooks.add_step')}
          </Button>
        </div>
      )}
    </Form.List>
  );
}
