import { DownloadOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from '@tanstack/react-query';
import { ProblemNote } from '../ui/problem-note.tsx';

type Props = {
  /** Fetches the file, for this reason. */
  take: (reason: string) => Promise<Blob>;
  fileName: string;
};

/** A list leaves the house for a reason, which is kept beside it. */
export function ExportButton({ take, fileName }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ reason: string }>();
  const exporting = useMutation({
    mutationFn: ({ reason }: { reason: string }) => take(reason),
    onSuccess: (file) => {
      save(file, fileName);
      setOpen(false);
    },
  });
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {t('customers:list.export')}
      </Button>
      <Modal
        open={open}
        title={t('privacy:export.title')}
        okText={t('privacy:export.take')}
        cancelText={t('shell:form.cancel')}
        confirmLoading={exporting.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        afterClose={() => exporting.reset()}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => exporting.mutate(values)}>
          {exporting.error && <ProblemNote error={exporting.error} />}
          <p className="lk-soft">{t('privacy:export.note')}</p>
          <Form.Item
            name="reason"
            label={t('privacy:export.reason')}
            rules={[{ required: true, whitespace: true, min: 4, max: 200, message: t('privacy:export.reason_needed') }]}
          >
            <Input autoFocus maxLength={200} placeholder={t('privacy:export.reason_example')} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

function save(file: Blob, fileName: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
