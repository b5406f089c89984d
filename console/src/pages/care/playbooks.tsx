import { App, Button, Collapse, InputNumber, Popconfirm, Popover, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { applyPlaybook, listPlaybooks, resetPlaybook, savePlaybook } from '#modules/care/playbook-contract.ts';
import { getMyDay } from '#modules/care/contract.ts';
import { listCustomers } from '#modules/customers/contract.ts';
import { listSegments } from '#modules/segments/contract.ts';
import { listTasks } from '#modules/tasks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Behind } from '../../components/behind.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { CustomerSelect } from '../../components/customer-select.tsx';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { tellProblem } from '../../problem.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useUrlState } from '../../url-state.ts';
import { useEffectWords } from './effect-words.ts';
import { useTaskWords } from './task-words.ts';
import styles from './playbooks.module.css';

type Playbook = ResultOf<typeof listPlaybooks>['rows'][number];

const playbooksRead = read(listPlaybooks);
const urlDefaults = { group: '', open: '' };
const GROUPS = ['class', 'stage', 'reason', 'trade'] as const;

export const loader = () => prefetch(playbooksRead);

export const handle = { permission: listPlaybooks.permission };

/** Ways of caring to be used as they are or changed: what to try, the steps, what to measure. */
export function Component() {
  const { t } = useTranslation();
  const query = useRead(playbooksRead);
  const [{ group, open }, setState] = useUrlState(urlDefaults);
  const mayEdit = useCan()(savePlaybook.permission);
  const opened = query.data?.rows.find((playbook) => playbook.code === open);
  const shown = group || opened?.group || 'class';
  return (
    <Page
      title={t('care:playbooks.title')}
      note={t('care:playbooks.note')}
      actions={
        <>
          <Segmented
            aria-label={t('care:playbooks.group')}
            value={shown}
            onChange={(next) => setState({ group: next, open: '' })}
            options={GROUPS.map((one) => ({ value: one, label: t(`care:playbook_group.${one}`) }))}
          />
          {mayEdit && <ButtonLink to={paths.playbookNew()}>{t('care:playbooks.add')}</ButtonLink>}
        </>
      }
    >
      <Shown query={query} lines={12}>
        {({ rows }) => {
          const ofGroup = rows.filter((playbook) => playbook.group === shown);
          return (
            <Section flush>
              <Collapse
                ghost
                activeKey={[open || (ofGroup[0]?.code ?? '')]}
                onChange={(keys) => setState({ open: keys.at(-1) ?? '' })}
                items={ofGroup.map((playbook) => ({
                  key: playbook.code,
                  label: <Label playbook={playbook} />,
                  children: <One playbook={playbook} />,
                }))}
              />
            </Section>
          );
        }}
      </Shown>
      <Outlet />
    </Page>
  );
}

function Label({ playbook }: { playbook: Playbook }) {
  const { t } = useTranslation();
  const name = useName();
  return (
    <span className={styles.label}>
      <b>{name(playbook.name)}</b>
      <span className="lk-soft">{t('care:playbooks.steps', { count: playbook.steps.length })}</span>
      {playbook.changed && <span className="lk-soft">{t('care:playbooks.changed')}</span>}
    </span>
  );
}

function One({ playbook }: { playbook: Playbook }) {
  const { t } = useTranslation();
  const name = useName();
  const may = useCan();
  const { templateOf } = useTaskWords();
  const say = useEffectWords();
  const { message } = App.useApp();
  const reset = useSend(resetPlaybook, { ends: [listPlaybooks], onDone: () => void message.success(t('shell:saved')) });
  return (
    <div className={styles.one}>
      <p className={styles.idea}>{name(playbook.idea)}</p>
      {playbook.effects.length > 0 && (
        <p>
          <span className="lk-soft">{t('care:effects.at_once')}</span> {playbook.effects.map(say).join(' · ')}
        </p>
      )}
      <ol className={styles.steps}>
        {playbook.steps.map((step) => {
          const template = templateOf(step.templateCode);
          return (
            <li key={`${step.afterDays} ${step.title.zh}`}>
              <span className={styles.when}>{t('care:playbooks.day', { day: step.afterDays })}</span>
              <span>{name(step.title)}</span>
              {template && (
                <span className="lk-soft">
                  {t(`care:kind.${template.kind}`)} · {t('care:playbooks.script', { name: name(template.name) })}
                </span>
              )}
            </li>
          );
        })}
      </ol>
      <p>
        <span className="lk-soft">{t('care:playbooks.measure')}</span> {name(playbook.measure)}
      </p>
      <div className={styles.buttons}>
        {may(applyPlaybook.permission) && <Apply playbook={playbook} />}
        {playbook.filters.length > 0 && <Behind filters={playbook.filters}>{t('care:playbooks.who')}</Behind>}
        {may(savePlaybook.permission) && (
          <ButtonLink to={paths.playbook(playbook.code)}>{t('care:policies.edit')}</ButtonLink>
        )}
        {may(savePlaybook.permission) && playbook.changed && (
          <Popconfirm
            title={t(playbook.ships ? 'care:playbooks.reset_sure' : 'care:playbooks.remove_sure')}
            onConfirm={() => reset.mutate({ params: { code: playbook.code } })}
          >
            <Button>{t(playbook.ships ? 'care:playbooks.reset' : 'care:playbooks.remove')}</Button>
          </Popconfirm>
        )}
      </div>
    </div>
  );
}

const TOP = 20;

/** For the most valuable customers it fits, or for one of one's choice. */
function Apply({ playbook }: { playbook: Playbook }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [top, setTop] = useState(TOP);
  const [customerId, setCustomerId] = useState<number | null>(null);
  const apply = useSend(applyPlaybook, {
    ends: [getMyDay, listTasks, listCustomers, listSegments],
    onDone: ({ customers, created, effects }) => {
      const changed = effects.filter((effect) => effect.changed > 0);
      const said = [
        t('care:playbooks.applied', { customers, count: created }),
        ...changed.map((effect) => t(`care:effects.done.${effect.do}`, { count: effect.changed })),
      ];
      void message.success(said.join(t('shell:list_comma')));
      setOpen(false);
    },
  });
  const params = { code: playbook.code };
  const fail = { onError: (error: Error) => void message.error(tellProblem(t, error)) };
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      placement="bottomLeft"
      content={
        <div className={styles.apply}>
          {playbook.filters.length > 0 && (
            <div className={styles.choice}>
              <span>{t('care:playbooks.for_top')}</span>
              <InputNumber
                min={1}
                max={100}
                value={top}
                onChange={(value) => setTop(value ?? TOP)}
                aria-label={t('care:playbooks.for_top')}
              />
              <Button
                type="primary"
                loading={apply.isPending}
                onClick={() => apply.mutate({ params, body: { top } }, fail)}
              >
                {t('care:playbooks.make')}
              </Button>
            </div>
          )}
          <div className={styles.choice}>
            <CustomerSelect {...(customerId !== null && { value: customerId })} onChange={setCustomerId} />
            <Button
              disabled={customerId === null}
              loading={apply.isPending}
              onClick={() => customerId !== null && apply.mutate({ params, body: { customerIds: [customerId] } }, fail)}
            >
              {t('care:playbooks.make')}
            </Button>
          </div>
        </div>
      }
    >
      <Button type="primary">{t('care:playbooks.apply')}</Button>
    </Popover>
  );
}
