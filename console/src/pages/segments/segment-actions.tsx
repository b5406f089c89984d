/** What can be done with a segment: the usual as buttons, the rest behind three dots. */
import { MoreOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, type MenuProps } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import {
  createSegment,
  deleteSegment,
  evaluateSegment,
  getSegment,
  listSegments,
  updateSegment,
} from '#modules/segments/contract.ts';
import { exportMembers } from '#modules/segments/members-contract.ts';
import { createWinBackPlan } from '#modules/care/plan-contract.ts';
import { listCustomers } from '#modules/customers/contract.ts';
import { call } from '../../call.ts';
import { listOf } from '../../components/behind.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { ExportButton } from '../../components/export-button.tsx';
import { paths, withState } from '../../paths.ts';
import { useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import type { SegmentRow } from './reads.ts';

export function SegmentActions({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation();
  const can = useCan();
  const { segmentId } = segment;
  const { items, error, busy } = useMore(segment);
  return (
    <>
      {error && <ProblemNote error={error} />}
      {can(listCustomers.permission) && (
        <ButtonLink to={listOf([`segments.segment:is:${segmentId}`])}>{t('segments:in_list')}</ButtonLink>
      )}
      {can(exportMembers.permission) && (
        <ExportButton
          take={(reason) => call(exportMembers, { params: { segmentId }, query: { reason } })}
          fileName={`${segment.name}-${dayjs().format('YYYY-MM-DD')}.csv`}
        />
      )}
      {items.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items }}>
          <Button icon={<MoreOutlined />} loading={busy} aria-label={t('segments:more')} title={t('segments:more')} />
        </Dropdown>
      )}
      {can(updateSegment.permission) && (
        <ButtonLink type="primary" to={paths.segmentEdit(segmentId)}>
          {t(segment.kind === 'dynamic' ? 'segments:edit' : 'segments:edit_name')}
        </ButtonLink>
      )}
    </>
  );
}

type More = { items: NonNullable<MenuProps['items']>; error: Error | null; busy: boolean };

function useMore(segment: SegmentRow): More {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const { modal, message } = App.useApp();
  const { segmentId } = segment;
  const remove = useSend(deleteSegment, {
    ends: [listSegments],
    onDone: () => {
      void message.success(t('segments:deleted'));
      void navigate(paths.segments());
    },
  });
  const again = useSend(evaluateSegment, {
    ends: [getSegment, listSegments],
    onDone: () => void message.info(t('segments:asked')),
  });
  const ask = () =>
    modal.confirm({
      title: t('segments:delete_sure', { name: segment.name }),
      content: t('segments:delete_note'),
      okText: t('segments:delete'),
      okButtonProps: { danger: true },
      cancelText: t('shell:form.cancel'),
      onOk: () => remove.mutate({ params: { segmentId } }),
    });
  const used = segment.usedBy.length > 0;
  const copy = () => void navigate(withState(paths.segmentNew(), { from: String(segmentId) }));
  const plan = () => void navigate(withState(paths.winBackNew(), { segment: String(segmentId) }));
  return {
    error: remove.error ?? again.error,
    busy: remove.isPending || again.isPending,
    items: [
      ...(segment.kind === 'dynamic' && can(evaluateSegment.permission)
        ? [
            {
              key: 'evaluate',
              label: t('segments:evaluate'),
              onClick: () => again.mutate({ params: { segmentId } }),
            },
          ]
        : []),
      ...(segment.definition && can(createSegment.permission)
        ? [{ key: 'copy', label: t('segments:copy'), onClick: copy }]
        : []),
      ...(can(createWinBackPlan.permission) ? [{ key: 'plan', label: t('segments:win_back'), onClick: plan }] : []),
      ...(can(deleteSegment.permission)
        ? [
            {
              key: 'delete',
              danger: true,
              disabled: used,
              label: used ? t('segments:in_use') : t('segments:delete'),
              onClick: ask,
            },
          ]
        : []),
    ],
  };
}
