/** A JSON schema, as Zod prints it, as a TypeScript type. What holds itself becomes a named type. */
type Schema = {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};

/** `label` begins the names of the types that are appended to `aliases`. */
export function printType(root: object, label: string, aliases: string[]): string {
  const schema = root as Schema;
  const nameOf = (ref: string) => (ref === '#' ? label : `${label}${capital(ref.split('/').at(-1) ?? '')}`);
  const print = (one: Schema): string => printOne(one, print, nameOf);
  for (const [name, inner] of Object.entries(schema.$defs ?? {}))
    aliases.push(`export type ${nameOf(`#/$defs/${name}`)} = ${print(inner)};`);
  if (!JSON.stringify(schema).includes('"$ref":"#"')) return print(schema);
  aliases.push(`export type ${label} = ${print(schema)};`);
  return label;
}

const capital = (word: string): string => word.replaceAll('__', '').replace(/^./, (letter) => letter.toUpperCase());

type Print = (schema: Schema) => string;

function printOne(schema: Schema, print: Print, nameOf: (ref: string) => string): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return joined(schema.enum.map(literal), ' | ');
  const among = schema.anyOf ?? schema.oneOf;
  if (among) return joined(among.map(print), ' | ');
  if (schema.allOf) return joined(schema.allOf.map(print), ' & ');
  if (Array.isArray(schema.type))
    return joined(
      schema.type.map((type) => print({ ...schema, type })),
      ' | ',
    );
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return schema.prefixItems
        ? `[${schema.prefixItems.map(print).join(', ')}]`
        : `${bracketed(schema.items ? print(schema.items) : 'unknown')}[]`;
    case 'object':
      return printObject(schema, print);
    default:
      return 'unknown';
  }
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replace(/['\\]/g, String.raw`\$&`)}'` : JSON.stringify(value);
const joined = (types: string[], by: string): string => [...new Set(types)].map(bracketed).join(by);
const bracketed = (type: string): string => (/ [|&] /.test(type) && !/^[{[].*[}\]]$/s.test(type) ? `(${type})` : type);

function printObject({ properties, required = [], additionalProperties, propertyNames }: Schema, print: Print): string {
  const fields = Object.entries(properties ?? {}).map(
    ([name, schema]) => `${keyOf(name)}${required.includes(name) ? '' : '?'}: ${print(schema)}`,
  );
  if (typeof additionalProperties === 'object' && fields.length === 0) {
    const value = print(additionalProperties);
    // Not every key of a choice need be there.
    return propertyNames?.enum ? `{ [Key in ${print(propertyNames)}]?: ${value} }` : `{ [key: string]: ${value} }`;
  }
  return fields.length > 0 ? `{ ${fields.join('; ')} }` : 'object';
}

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);
