import { App, AutoComplete, Button, ColorPicker, Form, Input, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listFields } from '#modules/customers/contract.ts';
import {
  createTag,
  deleteTag,
  mergeTags,
  saveTagGroup,
  updateTag,
  type Tag,
  type TagGroup,
} from '#modules/customers/tags-contract.ts';
import { FormDrawer, useLetGo } from '../../components/form-drawer.tsx';
import { call } from '../../call.ts';
import { paths } from '../../paths.ts';
import { useRead, useSend } from '../../query.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { TAG_ENDS } from './customer-tags.tsx';
import styles from './field-settings.module.css';
import { tagsRead, useTagOptions } from './tag-reads.ts';

type Values = { name: string; group?: string; color?: string | null };

export const handle = { permission: createTag.permission };

/** A new tag, or with an id in the address a known one. */
export function Component() {
  const { tagId } = useParams();
  const data = useRead(tagsRead).data;
  const tag = data?.rows.find((one) => one.tagId === Number(tagId));
  if (!data || (tagId !== undefined && !tag)) return null;
  return <TagForm tag={tag ?? null} groups={data.groups} />;
}

const ends = [...TAG_ENDS, listFields];

function TagForm({ tag, groups }: { tag: Tag | null; groups: readonly TagGroup[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const onDone = () => {
    void message.success(t('shell:saved'));
    void navigate(paths.tags());
  };
  const create = useSend(createTag, { ends, onDone });
  const update = useSend(updateTag, { ends, onDone });
  const [failed, setFailed] = useState<unknown>(null);
  const submit = async ({ name, group, color }: Values) => {
    try {
      setFailed(null);
      const groupId = await groupIdOf(groups, group?.trim() ?? '');
      const body = { name, groupId, color: color ?? null };
      if (tag) update.mutate({ params: { tagId: tag.tagId }, body });
      else create.mutate({ body });
    } catch (error) {
      setFailed(error);
    }
  };
  return (
    <FormDrawer<Values>
      title={tag?.name ?? t('customers:tags.new')}
      back={paths.tags()}
      initialValues={{
        name: tag?.name ?? '',
        group: groups.find((one) => one.groupId === tag?.groupId)?.name ?? '',
        color: tag?.color ?? null,
      }}
      submitLabel={t('shell:save')}
      onSubmit={(values) => void submit(values)}
      submitError={failed ?? create.error ?? update.error}
      loading={create.isPending || update.isPending}
    >
      <Form.Item
        name="name"
        label={t('customers:tags.name')}
        rules={[{ required: true, whitespace: true, max: 40, message: t('customers:tags.name_needed') }]}
      >
        <Input autoFocus={!tag} />
      </Form.Item>
      <Form.Item name="group" label={t('customers:tags.group')} extra={t('customers:tags.group_note')}>
        <AutoComplete options={groups.map((group) => ({ value: group.name }))} maxLength={40} />
      </Form.Item>
      <Form.Item
        name="color"
        label={t('customers:tags.color')}
        normalize={(color: { toHexString: () => string } | null) => color?.toHexString().slice(0, 7) ?? null}
      >
        <ColorPicker allowClear disabledAlpha />
      </Form.Item>
      {tag && <Ending tag={tag} />}
    </FormDrawer>
  );
}

/** A group is made by naming it. */
async function groupIdOf(groups: readonly TagGroup[], name: string): Promise<number | null> {
  if (name === '') return null;
  const known = groups.find((group) => group.name === name);
  return (known ?? (await call(saveTagGroup, { body: { name } }))).groupId;
}

function Ending({ tag }: { tag: Tag }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const options = useTagOptions();
  const [into, setInto] = useState<number | null>(null);
  const letGo = useLetGo();
  const onDone = () => {
    letGo();
    void navigate(paths.tags());
  };
  const merge = useSend(mergeTags, { ends, onDone });
  const remove = useSend(deleteTag, { ends, onDone });
  return (
    <div className={styles.danger}>
      <Form.Item label={t('customers:tags.merge')} extra={t('customers:tags.merge_note')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('customers:tags.merge')}
          value={into}
          options={options}
          onChange={(next: number | undefined) => setInto(next ?? null)}
        />
      </Form.Item>
      <Button
        disabled={into === null || into === tag.tagId}
        loading={merge.isPending}
        onClick={() => into !== null && merge.mutate({ params: { tagId: tag.tagId }, body: { intoId: into } })}
      >
        {t('customers:tags.merge_do')}
      </Button>{' '}
      <Popconfirm
        title={t('customers:tags.delete_sure', { name: tag.name })}
        okText={t('customers:tags.delete')}
        cancelText={t('shell:form.cancel')}
        okButtonProps={{ danger: true }}
        onConfirm={() => remove.mutate({ params: { tagId: tag.tagId } })}
      >
        <Button danger loading={remove.isPending}>
          {t('customers:tags.delete')}
        </Button>
      </Popconfirm>
      {(merge.error ?? remove.error) && <ProblemNote error={merge.error ?? remove.error} />}
    </div>
  );
}
