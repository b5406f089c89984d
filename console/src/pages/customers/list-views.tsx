import { DeleteOutlined, DownOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { paths } from '../../paths.ts';
import type { Taste, View } from './list-taste.ts';
import styles from './list-views.module.css';

type Props = { taste: Taste; onTaste: (change: Partial<Taste>) => void };

/** Saved views: filters, sort and columns under a name. The one whose link is open is named on the button. */
export function ViewsButton({ taste, onTaste }: Props) {
  const { t } = useTranslation();
  const { search } = useLocation();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [naming, setNaming] = useState(false);
  const here = withoutPage(search);
  const current = taste.views.find((view) => view.search === here);
  const go = (view: View | null) => {
    setOpen(false);
    if (view) onTaste({ columns: view.columns });
    void navigate({ pathname: paths.customers(), search: view?.search ?? '' });
  };
  const remove = (name: string) => onTaste({ views: taste.views.filter((view) => view.name !== name) });
  const save = (name: string) => {
    const view = { name, search: here, columns: taste.columns };
    onTaste({ views: [...taste.views.filter((one) => one.name !== name), view] });
    setNaming(false);
  };
  return (
    <>
      <Popover
        trigger="click"
        placement="bottomRight"
        open={open}
        onOpenChange={setOpen}
        content={
          <ViewList
            views={taste.views}
            onGo={go}
            onRemove={remove}
            onSave={() => {
              setOpen(false);
              setNaming(true);
            }}
          />
        }
      >
        <Button icon={<DownOutlined />} iconPlacement="end">
          {current?.name ?? t(here ? 'customers:views.unsaved' : 'customers:views.all')}
        </Button>
      </Popover>
      <NameView open={naming} onCancel={() => setNaming(false)} onSave={save} />
    </>
  );
}

type ListProps = {
  views: readonly View[];
  onGo: (view: View | null) => void;
  onRemove: (name: string) => void;
  onSave: () => void;
};

function ViewList({ views, onGo, onRemove, onSave }: ListProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.views}>
      <button type="button" className={styles.view} onClick={() => onGo(null)}>
        {t('customers:views.all')}
      </button>
      {views.map((view) => (
        <div key={view.name} className={styles.row}>
          <button type="button" className={styles.view} onClick={() => onGo(view)}>
            {view.name}
          </button>
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={t('customers:views.remove', { name: view.name })}
            onClick={() => onRemove(view.name)}
          />
        </div>
      ))}
      <Button block onClick={onSave}>
        {t('customers:views.save')}
      </Button>
    </div>
  );
}

function NameView({ open, onCancel, onSave }: { open: boolean; onCancel: () => void; onSave: (name: string) => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ name: string }>();
  return (
    <Modal
      open={open}
      title={t('customers:views.save')}
      okText={t('shell:save')}
      onCancel={onCancel}
      onOk={() => form.submit()}
      destroyOnHidden
      width={400}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        onFinish={({ name }) => onSave(name.trim())}
      >
        <Form.Item
          name="name"
          label={t('customers:views.name')}
          rules={[{ required: true, whitespace: true, max: 40, message: t('customers:views.name_needed') }]}
        >
          <Input autoFocus placeholder={t('customers:views.name_example')} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Which page is open is not part of a view. */
function withoutPage(search: string): string {
  const params = new URLSearchParams(search);
  params.delete('after');
  return params.toString();
}
