import { App, Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { createTeam, listAudit, listPeople, listTeams, updateTeam, type Team } from '#modules/access/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';

type Values = Omit<Team, 'teamId'>;

export const handle = { permission: updateTeam.permission };

/** A new team, or with an id in the address a known one. */
export function Component() {
  const { teamId } = useParams();
  const { data } = useRead(read(listTeams));
  const team = data?.rows.find((one) => one.teamId === Number(teamId));
  return teamId !== undefined && !team ? null : <TeamForm team={team ?? null} />;
}

function useSave(team: Team | null) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const onDone = () => {
    void message.success(t('shell:saved'));
    void navigate(paths.teams());
  };
  const ends = [listTeams, listPeople, listAudit];
  const create = useSend(createTeam, { ends, onDone });
  const update = useSend(updateTeam, { ends, onDone });
  return {
    submit: (body: Values) =>
      team ? update.mutate({ params: { teamId: team.teamId }, body }) : create.mutate({ body }),
    error: create.error ?? update.error,
    pending: create.isPending || update.isPending,
  };
}

function TeamForm({ team }: { team: Team | null }) {
  const { t } = useTranslation();
  const people = useRead(read(listPeople)).data?.rows ?? [];
  const { submit, error, pending } = useSave(team);
  const inTeam = new Set([...(team?.memberIds ?? []), team?.leadId]);
  const options = people
    .filter((person) => person.active || inTeam.has(person.id))
    .map((person) => ({ value: person.id, label: `${person.name} · ${t(`terms:role.${person.role}`)}` }));
  return (
    <FormDrawer<Values>
      title={team?.name ?? t('access:teams.add')}
      back={paths.teams()}
      initialValues={team ?? { active: true, memberIds: [], leadId: null }}
      submitLabel={t('shell:save')}
      onSubmit={({ leadId, ...values }) => submit({ ...values, leadId: leadId ?? null })}
      submitError={error}
      loading={pending}
    >
      <Form.Item
        name="name"
        label={t('access:teams.name')}
        rules={[{ required: true, whitespace: true, max: 80, message: t('access:teams.name_needed') }]}
      >
        <Input autoFocus />
      </Form.Item>
      <Form.Item name="leadId" label={t('access:teams.lead')}>
        <Select
          allowClear
          placeholder={t('access:teams.lead_none')}
          showSearch={{ optionFilterProp: 'label' }}
          options={options}
        />
      </Form.Item>
      <Form.Item name="memberIds" label={t('access:teams.members')} extra={t('access:teams.members_note')}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options} />
      </Form.Item>
      <Form.Item name="active" label={t('access:teams.state')} valuePropName="checked">
        <Checkbox>{t('access:teams.active')}</Checkbox>
      </Form.Item>
    </FormDrawer>
  );
}
