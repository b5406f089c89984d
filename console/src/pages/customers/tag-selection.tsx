import { TagsOutlined } from '@ant-design/icons';
import { App, Button, Popover, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tagCustomers } from '#modules/customers/tags-contract.ts';
import { useSend } from '../../query.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './customer-tags.module.css';
import { TAG_ENDS } from './customer-tags.tsx';
import { useTagOptions } from './tag-reads.ts';

/** Puts tags on the chosen customers, or takes them off. */
export function TagSelection({ customerIds }: { customerIds: number[] }) {
  const { t } = useTranslation();
  return (
    <Popover trigger="click" placement="bottomLeft" destroyOnHidden content={<Panel customerIds={customerIds} />}>
      <Button icon={<TagsOutlined />}>{t('customers:tags.title')}</Button>
    </Popover>
  );
}

function Panel({ customerIds }: { customerIds: number[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const options = useTagOptions();
  const [chosen, setChosen] = useState<number[]>([]);
  const save = useSend(tagCustomers, {
    ends: TAG_ENDS,
    onDone: ({ changed }) => void message.success(t('customers:tags.changed', { count: changed })),
  });
  const send = (add: number[], remove: number[]) => save.mutate({ body: { customerIds, add, remove } });
  const busy = { disabled: chosen.length === 0, loading: save.isPending };
  return (
    <div className={styles.bulk}>
      <Select
        mode="multiple"
        autoFocus
        placeholder={t('customers:tags.choose')}
        aria-label={t('customers:tags.choose')}
        showSearch={{ optionFilterProp: 'label' }}
        value={chosen}
        options={options}
        onChange={setChosen}
      />
      <div className={styles.both}>
        <Button type="primary" {...busy} onClick={() => send(chosen, [])}>
          {t('customers:tags.put_on')}
        </Button>
        <Button {...busy} onClick={() => send([], chosen)}>
          {t('customers:tags.take_off')}
        </Button>
      </div>
      {save.error && <ProblemNote error={save.error} />}
    </div>
  );
}
