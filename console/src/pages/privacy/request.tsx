import { App, Button, Form, Input, Select, type FormInstance } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams, type LoaderFunctionArgs } from 'react-router';
import { listPeople } from '#modules/access/contract.ts';
import {
  changeRequest,
  closeRequest,
  downloadCopy,
  getRequest,
  listRequests,
  type PrivacyRequest,
} from '#modules/privacy/requests-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { urlOf } from '../../call.ts';
import { useAskBeforeLeaving } from '../../components/ask-before-leaving.ts';
import { NotFound } from '../../components/not-found.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { statusOf } from '../../problem.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { ErasureSection } from './request-erasure.tsx';
import { RequestState } from './request-state.tsx';
import styles from './privacy.module.css';

export type Request = ResultOf<typeof getRequest>;

const requestRead = (requestId: number) => ({
  ...read(getRequest, { params: { requestId } }),
  // An erasure is worked off in the background.
  refetchInterval: (query: { state: { data?: Request | undefined } }) =>
    query.state.data?.state === 'working' ? 2_000 : false,
});

export const loader = ({ params }: LoaderFunctionArgs) =>
  prefetch(read(getRequest, { params: { requestId: Number(params.requestId) } }));

export const handle = { permission: getRequest.permission };

export function Component() {
  const { t } = useTranslation();
  const requestId = Number(useParams().requestId);
  const request = useRead(requestRead(requestId));
  if ([404, 422].includes(statusOf(request.error) ?? 0)) return <NotFound />;
  return (
    <Page title={t('privacy:requests.one', { number: requestId })} narrow>
      <Shown query={request} lines={8}>
        {(known) => <Whole request={known} />}
      </Shown>
    </Page>
  );
}

function Whole({ request }: { request: Request }) {
  const { t } = useTranslation();
  const [handling] = Form.useForm<Handled>();
  const [closing] = Form.useForm<Closed>();
  const isOpen = request.state === 'open';
  useAskBeforeLeaving(() => isOpen && (handling.isFieldsTouched() || closing.isFieldsTouched()));
  return (
    <div className={styles.sections}>
      <Section title={t(`privacy:request_kind_long.${request.kind}`)} actions={<RequestState request={request} />}>
        <Facts request={request} />
      </Section>
      {isOpen && (
        <Section title={t('privacy:requests.handling')}>
          <Handling request={request} form={handling} />
        </Section>
      )}
      {request.kind !== 'correction' && request.kind !== 'erasure' && !request.erasedAt && (
        <Section title={t('privacy:copy.title')} note={t('privacy:copy.note')}>
          <Copies requestId={request.requestId} />
        </Section>
      )}
      {request.kind === 'erasure' && <ErasureSection request={request} />}
      {isOpen && (
        <Section title={t('privacy:requests.close')}>
          <Closing request={request} form={closing} handling={handling} />
        </Section>
      )}
    </div>
  );
}

function Facts({ request }: { request: Request }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { customerId, customerName, customerCode, via, note, verified, answer, closedAt, closedBy } = request;
  const facts = [
    [
      'customer',
      <Link key="c" to={paths.customer(customerId)}>
        {customerName ?? customerCode}
      </Link>,
    ],
    ['received', format.date(request.receivedAt)],
    [
      'due',
      request.overdue ? `${format.date(request.dueAt)} · ${t('privacy:requests.overdue')}` : format.date(request.dueAt),
    ],
    ['via', t(`privacy:source.${via}`, { defaultValue: via })],
    ['said', note],
    ['verified', request.state === 'open' ? null : verified],
    ['answer', answer],
    [
      'closed',
      closedAt && `${format.moment(closedAt)} · ${t(`terms:actor.${closedBy}`, { defaultValue: closedBy ?? '' })}`,
    ],
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{t(`privacy:requests.${name}`)}</dt>
              <dd className={name === 'due' && request.overdue ? 'lk-bad' : undefined}>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

type Handled = Pick<PrivacyRequest, 'ownerId' | 'verified'>;

const handled = ({ requestId }: Request, { ownerId, verified }: Handled) => ({
  params: { requestId },
  body: { ownerId: ownerId ?? null, verified: verified || null },
});

function Handling({ request, form }: { request: Request; form: FormInstance<Handled> }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const people = useRead(read(listPeople)).data?.rows ?? [];
  const save = useSend(changeRequest, {
    ends: [getRequest, listRequests],
    onDone: () => {
      form.setFields([
        { name: 'ownerId', touched: false },
        { name: 'verified', touched: false },
      ]);
      void message.success(t('shell:saved'));
    },
  });
  return (
    <Form<Handled>
      form={form}
      layout="vertical"
      className={styles.form ?? ''}
      initialValues={{ ownerId: request.ownerId, verified: request.verified }}
      onFinish={(values) => save.mutate(handled(request, values))}
    >
      {save.error && <ProblemNote error={save.error} />}
      <Form.Item name="ownerId" label={t('privacy:requests.owner')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={people.filter((one) => one.active).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="verified" label={t('privacy:requests.verified')} extra={t('privacy:requests.verified_note')}>
        <Input maxLength={500} />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>
        {t('shell:save')}
      </Button>
    </Form>
  );
}

function Copies({ requestId }: { requestId: number }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'en' ? 'en' : 'zh-CN';
  return (
    <div className={styles.buttons}>
      {(['html', 'json'] as const).map((format) => (
        <Button
          key={format}
          download
          href={urlOf(downloadCopy, { params: { requestId }, query: { format, language } })}
        >
          {t(`privacy:copy.${format}`)}
        </Button>
      ))}
    </div>
  );
}

type Closed = { answer: string };

type ClosingProps = { request: Request; form: FormInstance<Closed>; handling: FormInstance<Handled> };

function Closing({ request, form, handling }: ClosingProps) {
  const { t } = useTranslation();
  const keep = useSend(changeRequest, { ends: [] });
  const close = useSend(closeRequest, { ends: [getRequest, listRequests] });
  const end = async (state: 'done' | 'refused') => {
    const { answer } = await form.validateFields();
    // How somebody was verified is written above, and goes with the form when the request is closed.
    if (handling.isFieldsTouched()) await keep.mutateAsync(handled(request, handling.getFieldsValue()));
    close.mutate({ params: { requestId: request.requestId }, body: { state, answer } });
  };
  return (
    <Form<Closed> form={form} layout="vertical" requiredMark={false} className={styles.form ?? ''}>
      {(keep.error ?? close.error) && <ProblemNote error={keep.error ?? close.error} />}
      <Form.Item
        name="answer"
        label={t('privacy:requests.answer')}
        extra={t('privacy:requests.answer_note')}
        rules={[{ required: true, whitespace: true, message: t('privacy:requests.answer_needed') }]}
      >
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <div className={styles.buttons}>
        {request.kind !== 'erasure' && (
          <Button
            type="primary"
            loading={keep.isPending || close.isPending}
            onClick={() => void end('done').catch(() => undefined)}
          >
            {t('privacy:requests.done')}
          </Button>
        )}
        <Button loading={keep.isPending || close.isPending} onClick={() => void end('refused').catch(() => undefined)}>
          {t('privacy:requests.refuse')}
        </Button>
      </div>
    </Form>
  );
}
