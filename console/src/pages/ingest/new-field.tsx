import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { createCustomField, listCustomFields } from '#modules/customers/custom-contract.ts';
import { listKinds } from '#modules/ingest/contract.ts';
import type { FileColumn } from '#modules/ingest/inspection-contract.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import type { Mapped } from './mapping.ts';

type Props = { column: FileColumn; onChoose: (choice: Mapped) => void };

/** Keeps what a column says that no field is there for: one click makes the field and takes the column. */
export function NewFieldButton({ column: { column, newField }, onChoose }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const create = useSend(createCustomField, {
    ends: [listKinds, listCustomFields],
    onDone: ({ code }) => onChoose({ column, field: `custom.${code}`, dateOrder: null, decimalMark: null }),
  });
  if (!newField || !can(createCustomField.permission)) return null;
  const { name, type, choices } = newField;
  return (
    <>
      <Button
        type="link"
        size="small"
        loading={create.isPending}
        onClick={() => create.mutate({ body: { name, type, choices: choices.map((choice) => ({ name: choice })) } })}
        style={{ paddingInline: 0 }}
      >
        {t('import:map.new_field', { name, type: t(`customers:field_type.${type}`) })}
      </Button>
      {create.error && <ProblemNote error={create.error} />}
    </>
  );
}
