import { AimOutlined } from '@ant-design/icons';
import { App, Button, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { createSegment, listSegments } from '#modules/segments/contract.ts';
import { changeMembers, listCustomerSegments, listMembers } from '#modules/segments/members-contract.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './add-to-segment.module.css';

const ENDS = [listSegments, listMembers, listCustomerSegments];

/** Puts the chosen customers into a segment kept by hand, or into a new one. */
export function AddToSegment({ customerIds }: { customerIds: number[] }) {
  const { t } = useTranslation();
  return (
    <Popover trigger="click" placement="bottomLeft" destroyOnHidden content={<Panel customerIds={customerIds} />}>
      <Button icon={<AimOutlined />}>{t('segments:add.title')}</Button>
    </Popover>
  );
}

function Panel({ customerIds }: { customerIds: number[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const segments = useRead(read(listSegments)).data?.rows.filter(({ kind }) => kind === 'static') ?? [];
  const [segmentId, setSegmentId] = useState<number | null>(null);
  const [name, setName] = useState('');
  const told = (id: number, count: number) =>
    void message.success(
      <>
        {t('segments:add.done', { count })} <Link to={paths.segment(id)}>{t('segments:add.open')}</Link>
      </>,
    );
  const change = useSend(changeMembers, {
    ends: ENDS,
    onDone: ({ entered }) => segmentId !== null && told(segmentId, entered),
  });
  const create = useSend(createSegment, { ends: ENDS, onDone: (made) => told(made.segmentId, customerIds.length) });
  const add = () =>
    segmentId !== null && change.mutate({ params: { segmentId }, body: { add: customerIds, remove: [] } });
  const make = () => create.mutate({ body: { name: name.trim(), kind: 'static', customerIds } });
  const error = change.error ?? create.error;
  return (
    <div className={styles.panel}>
      <div className={styles.line}>
        <Select<number>
          placeholder={t('segments:add.choose')}
          aria-label={t('segments:add.choose')}
          notFoundContent={t('segments:add.none')}
          showSearch={{ optionFilterProp: 'label' }}
          value={segmentId}
          options={segments.map((segment) => ({ value: segment.segmentId, label: segment.name }))}
          onChange={setSegmentId}
        />
        <Button type="primary" disabled={segmentId === null} loading={change.isPending} onClick={add}>
          {t('segments:add.add')}
        </Button>
      </div>
      <div className={styles.line}>
        <Input
          placeholder={t('segments:add.name')}
          aria-label={t('segments:add.name')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => name.trim() && make()}
        />
        <Button disabled={name.trim() === ''} loading={create.isPending} onClick={make}>
          {t('segments:add.make')}
        </Button>
      </div>
      {error && <ProblemNote error={error} />}
    </div>
  );
}
