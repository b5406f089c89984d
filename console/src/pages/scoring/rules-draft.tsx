import type { UseQueryResult } from '@tanstack/react-query';
import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Endpoint } from '#shared/endpoint.ts';
import { useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useDraft } from './draft.ts';
import { Refused } from './refused.tsx';
import { isSame } from './same.ts';

/** A page of rules: the editor once they are there, until then the page's title alone. */
export function RulesPage<Answer>({
  title,
  query,
  children,
}: {
  title: string;
  query: UseQueryResult<Answer>;
  children: (answer: Answer) => ReactNode;
}) {
  if (query.data) return children(query.data);
  return (
    <Page title={title}>
      <Shown query={query} lines={16}>
        {() => null}
      </Shown>
    </Page>
  );
}

type Held<S> = { settings: S; defaults: S };

/**
 * Rules being changed: the draft, the buttons that save it, give it up or go back to what the house came with, and why
 * it was refused. `ends` are the reads that are out of date once it is saved.
 */
export function useRulesDraft<S extends object>(
  { settings, defaults }: Held<S>,
  save: Endpoint,
  ends: readonly Endpoint[],
) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const disabled = !useCan()(save.permission);
  const { draft, dirty, change, setDraft } = useDraft<S>(settings);
  const sending = useSend(save, { ends, onDone: () => void message.success(t('scoring:saved')) });
  const send = () => sending.mutate({ body: draft });
  const actions = !disabled && (
    <>
      {dirty ? (
        <Button onClick={() => setDraft(settings)}>{t('scoring:discard')}</Button>
      ) : (
        !isSame(draft, defaults) && <Button onClick={() => setDraft(defaults)}>{t('scoring:defaults')}</Button>
      )}
      <Button type="primary" disabled={!dirty} loading={sending.isPending} onClick={send}>
        {t('shell:save')}
      </Button>
    </>
  );
  return { draft, dirty, change, disabled, actions, refused: sending.error && <Refused error={sending.error} /> };
}

type PreviewProps<Data> = {
  dirty: boolean;
  preview: UseQueryResult<Data>;
  /** Stands above the answer while there is a draft. */
  above?: ReactNode;
  children: (data: Data) => ReactNode;
};

/** What a draft of rules would change; nothing is asked before something is changed. */
export function RulesPreview<Data>({ dirty, preview, above, children }: PreviewProps<Data>) {
  const { t } = useTranslation();
  return (
    <Section title={t('scoring:preview.title')} note={t('scoring:preview.note')}>
      {!dirty && <p className="lk-soft">{t('scoring:preview.nothing_changed')}</p>}
      {dirty && preview.error && <Refused error={preview.error} />}
      {dirty && !preview.error && (
        <>
          {above}
          <Shown query={preview} lines={8}>
            {children}
          </Shown>
        </>
      )}
    </Section>
  );
}
