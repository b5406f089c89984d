import { App, Form, Input, Segmented, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { getCustomer, listCustomers } from '#modules/customers/contract.ts';
import { addCompanyContact, joinHousehold, saveRelation } from '#modules/customers/relations-contract.ts';
import { CustomerSelect } from '../../components/customer-select.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { useRead, useSend } from '../../query.ts';
import { customerRead, type CustomerPage } from './customer-reads.ts';
import { RELATION_ENDS } from './customer-relations.tsx';
import { useRelationWords, type RelationWord } from './relation-words.ts';

type Values = {
  what: string;
  whom: 'known' | 'new';
  otherCustomerId?: number;
  name?: string;
  phone?: string;
  email?: string;
  note?: string;
  main?: boolean;
};

const HOUSEHOLD = 'household';
const CONTACT = 'employer_back';

export const handle = { permission: saveRelation.permission };

export function Component() {
  const customerId = Number(useParams().customerId);
  const customer = useRead(customerRead(customerId)).data;
  const { options } = useRelationWords();
  if (!customer || options.length === 0) return null;
  return <RelationForm customer={customer} words={options.filter((word) => fits(word, customer.kind))} />;
}

/** Whether a customer of this kind may stand at the own end of the relation. */
const fits = ({ kind, way }: RelationWord, own: CustomerPage['kind']): boolean => {
  const wanted = way === 'forth' ? kind.ownKind : kind.otherKind;
  return wanted === null || wanted === own;
};

function RelationForm({ customer, words }: { customer: CustomerPage; words: readonly RelationWord[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { customerId, kind } = customer;
  const company = kind === 'company';
  const back = paths.customer(customerId);
  const saved = {
    ends: [...RELATION_ENDS, getCustomer, listCustomers],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(back);
    },
  };
  const relate = useSend(saveRelation, saved);
  const join = useSend(joinHousehold, saved);
  const add = useSend(addCompanyContact, saved);
  const submit = ({ what, whom, otherCustomerId = 0, name = '', phone, email, note, main = false }: Values) => {
    const said = { note: note?.trim() || null, main };
    if (what === HOUSEHOLD) return join.mutate({ params: { customerId, otherCustomerId } });
    if (what === CONTACT && whom === 'new')
      return add.mutate({
        params: { customerId },
        body: { ...said, name, ...(phone && { phone }), ...(email && { email }) },
      });
    const word = words.find((one) => one.value === what);
    if (word)
      relate.mutate({ params: { customerId, kind: word.kind.code, way: word.way, otherCustomerId }, body: said });
  };
  const options = [
    ...(company ? [] : [{ value: HOUSEHOLD, label: t('relations:lives_with') }]),
    ...words.map(({ value, label }) => ({ value, label })),
  ];
  const first = company ? CONTACT : (words[0]?.value ?? HOUSEHOLD);
  return (
    <FormDrawer<Values>
      title={t(company ? 'relations:add_contact' : 'relations:add')}
      back={back}
      initialValues={{ what: first, whom: company ? 'new' : 'known', main: false }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={relate.error ?? join.error ?? add.error}
      loading={relate.isPending || join.isPending || add.isPending}
    >
      <Form.Item
        name="what"
        label={t('relations:what', { name: customer.name ?? t('customers:nameless') })}
        extra={t('relations:what_note')}
      >
        <Select options={options} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
      <Whom />
      <Noted />
    </FormDrawer>
  );
}

/** Somebody on record; a contact of a company may be written down on the spot. */
function Whom() {
  const { t } = useTranslation();
  const contact = Form.useWatch('what') === CONTACT;
  const fresh = Form.useWatch('whom') === 'new' && contact;
  return (
    <>
      <Form.Item name="whom" hidden={!contact} label={t('relations:whom')}>
        <Segmented
          options={[
            { value: 'new', label: t('relations:whom_new') },
            { value: 'known', label: t('relations:whom_known') },
          ]}
        />
      </Form.Item>
      {fresh ? (
        <>
          <Form.Item
            name="name"
            label={t('fields:customers.name')}
            rules={[{ required: true, whitespace: true, max: 120, message: t('relations:name_needed') }]}
          >
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name="phone" label={t('terms:identity.phone')}>
            <Input autoComplete="off" maxLength={40} />
          </Form.Item>
          <Form.Item
            name="email"
            label={t('terms:identity.email')}
            rules={[{ type: 'email', message: t('relations:bad_email') }]}
          >
            <Input autoComplete="off" maxLength={200} />
          </Form.Item>
        </>
      ) : (
        <Form.Item
          name="otherCustomerId"
          label={t('relations:other')}
          extra={t('relations:other_note')}
          rules={[{ required: true, message: t('relations:other_needed') }]}
        >
          <CustomerSelect />
        </Form.Item>
      )}
    </>
  );
}

/** What is noted of the relation: of a contact what they do there, and whether they are the first to turn to. */
function Noted() {
  const what: unknown = Form.useWatch('what');
  if (what === HOUSEHOLD) return null;
  return <RelationNote contact={what === CONTACT} />;
}

export function RelationNote({ contact }: { contact: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="note" label={t(contact ? 'relations:role' : 'relations:note')}>
        <Input maxLength={60} placeholder={t(contact ? 'relations:role_example' : 'relations:note_example')} />
      </Form.Item>
      <Form.Item name="main" hidden={!contact} label={t('relations:main')} extra={t('relations:main_note')}>
        <Switch />
      </Form.Item>
    </>
  );
}
