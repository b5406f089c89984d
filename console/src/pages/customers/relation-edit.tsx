import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { saveRelation, type RelationWay } from '#modules/customers/relations-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { paths } from '../../paths.ts';
import { useRead, useSend } from '../../query.ts';
import { RELATION_ENDS, relationsRead } from './customer-relations.tsx';
import { RelationNote } from './relation-form.tsx';
import { useRelationWords } from './relation-words.ts';

type Values = { note?: string; main: boolean };

export const handle = { permission: saveRelation.permission };

/** What is noted of a relation; who is related to whom is not changed but ended and made anew. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { word } = useRelationWords();
  const { customerId: own, kind = '', way: read, otherCustomerId: other } = useParams();
  const customerId = Number(own);
  const otherCustomerId = Number(other);
  const way: RelationWay = read === 'back' ? 'back' : 'forth';
  const data = useRead(relationsRead(customerId)).data;
  const save = useSend(saveRelation, {
    ends: RELATION_ENDS,
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.customer(customerId));
    },
  });
  if (!data) return null;
  const row = data.relations.find(
    (one) => one.kind === kind && one.way === way && one.customer.customerId === otherCustomerId,
  );
  if (!row) return <NotFound />;
  return (
    <FormDrawer<Values>
      title={`${word(kind, way)} · ${row.customer.name ?? t('customers:nameless')}`}
      back={paths.customer(customerId)}
      initialValues={{ note: row.note ?? '', main: row.main }}
      submitLabel={t('shell:save')}
      onSubmit={({ note, main }) =>
        save.mutate({
          params: { customerId, kind, way, otherCustomerId },
          body: { note: note?.trim() || null, main },
        })
      }
      submitError={save.error}
      loading={save.isPending}
    >
      <RelationNote contact={kind === 'employer' && way === 'back'} />
    </FormDrawer>
  );
}
