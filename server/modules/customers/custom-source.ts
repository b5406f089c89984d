/** Added fields as columns of the customer list and conditions of whatever is built on it. */
import type { Ctx } from '#platform/context.ts';
import type { CustomerField, CustomerFieldSource } from '#platform/fields.ts';
import type { CustomField, CustomType } from './custom-contract.ts';
import { listCustomFields } from './custom-fields.ts';

const KINDS: Record<CustomType, Pick<CustomerField, 'type' | 'column'>> = {
  text: { type: 'text', column: 'text_value' },
  phone: { type: 'text', column: 'text_value' },
  url: { type: 'text', column: 'text_value' },
  number: { type: 'number', column: 'number_value' },
  money: { type: 'money', column: 'number_value' },
  day: { type: 'day', column: 'day_value' },
  instant: { type: 'instant', column: 'instant_value' },
  yes_no: { type: 'choice', column: 'text_value' },
  choice: { type: 'choice', column: 'text_value' },
  choices: { type: 'choice', column: 'text_value' },
};

/** What the actor may see and is not archived. */
export async function customFieldSource(ctx: Ctx): Promise<CustomerFieldSource> {
  const fields = (await listCustomFields(ctx)).filter((field) => !field.archived);
  return { table: 'customers.field_values', fields: fields.map(described) };
}

function described(field: CustomField): CustomerField {
  return {
    code: `custom.${field.code}`,
    name: field.name,
    ...KINDS[field.type],
    filterable: true,
    among: { field_id: field.fieldId },
    ...(field.type === 'choices' && { many: true }),
    ...(field.type === 'yes_no' && { choices: ['yes', 'no'] }),
    ...(field.choices.length > 0 && {
      choices: field.choices.map((choice) => choice.code),
      choiceNames: Object.fromEntries(field.choices.map((choice) => [choice.code, choice.name])),
    }),
  };
}
