import { App, Button, Checkbox, Form, Input, Radio, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import {
  createSite,
  identifyRule,
  listSites,
  origin,
  revealSiteSecret,
  updateSite,
} from '#modules/interactions/tracking-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';

type SiteRow = ResultOf<typeof listSites>['rows'][number];
type Values = Pick<SiteRow, 'name' | 'origins' | 'identify' | 'customerSource' | 'active'>;

export const handle = { permission: createSite.permission };

export function Component() {
  const { siteId } = useParams();
  const { data } = useRead(read(listSites));
  const site = data?.rows.find((one) => one.siteId === Number(siteId));
  return siteId !== undefined && !site ? null : <SiteForm site={site ?? null} />;
}

function SiteForm({ site }: { site: SiteRow | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const onDone = () => {
    void message.success(t('shell:saved'));
    void navigate(paths.sites());
  };
  const create = useSend(createSite, { ends: [listSites, listAudit], onDone });
  const update = useSend(updateSite, { ends: [listSites, listAudit], onDone });
  const submit = ({ active, ...draft }: Values) =>
    site
      ? update.mutate({ params: { siteId: site.siteId }, body: { ...draft, active } })
      : create.mutate({ body: draft });
  return (
    <FormDrawer<Values>
      title={site?.name ?? t('interactions:sites.add')}
      back={paths.sites()}
      initialValues={site ?? { origins: [], identify: 'signed', customerSource: 'api', active: true }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={create.error ?? update.error}
      loading={create.isPending || update.isPending}
    >
      <Form.Item
        name="name"
        label={t('interactions:sites.name')}
        rules={[{ required: true, whitespace: true, max: 80, message: t('interactions:sites.name_needed') }]}
      >
        <Input autoFocus />
      </Form.Item>
      <Form.Item
        name="origins"
        label={t('interactions:sites.origins')}
        extra={t('interactions:sites.origins_note')}
        rules={[
          {
            validator: (_, origins: string[]) =>
              origins.every((one) => origin.safeParse(one).success)
                ? Promise.resolve()
                : Promise.reject(new Error(t('interactions:sites.origins_odd'))),
          },
        ]}
      >
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          placeholder="https://shop.example"
          tokenSeparators={[' ', ',']}
        />
      </Form.Item>
      <Form.Item name="identify" label={t('interactions:sites.identify')}>
        <Radio.Group
          vertical
          options={identifyRule.options.map((rule) => ({
            value: rule,
            label: t(`interactions:sites.rule_${rule}_long`),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="customerSource"
        label={t('interactions:sites.source')}
        extra={t('interactions:sites.source_note')}
        rules={[{ required: true, whitespace: true, max: 60, message: t('interactions:sites.source_needed') }]}
      >
        <Input />
      </Form.Item>
      {site && (
        <>
          <Form.Item name="active" label={t('interactions:sites.state')} valuePropName="checked">
            <Checkbox>{t('interactions:sites.open')}</Checkbox>
          </Form.Item>
          <Secret siteId={site.siteId} />
        </>
      )}
    </FormDrawer>
  );
}

/** Shown when asked for: whoever has it can sign for every customer. */
function Secret({ siteId }: { siteId: number }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const reveal = useSend(revealSiteSecret, { ends: [listAudit] });
  const ask = (renew: boolean) => reveal.mutate({ params: { siteId }, body: { renew } });
  return (
    <Form.Item label={t('interactions:sites.secret')} extra={t('interactions:sites.secret_note')}>
      {reveal.error && <ProblemNote error={reveal.error} />}
      {reveal.data && (
        <Typography.Paragraph copyable code>
          {reveal.data.secret}
        </Typography.Paragraph>
      )}
      <div style={{ display: 'flex', gap: 8 }}>
        {!reveal.data && <Button onClick={() => ask(false)}>{t('interactions:sites.secret_show')}</Button>}
        <Button
          onClick={() =>
            modal.confirm({
              title: t('interactions:sites.secret_renew_sure'),
              okText: t('interactions:sites.secret_renew'),
              cancelText: t('shell:form.cancel'),
              onOk: () => ask(true),
            })
          }
        >
          {t('interactions:sites.secret_renew')}
        </Button>
      </div>
    </Form.Item>
  );
}
