/**
 * What segments choose by moves: who came from one class, stage or band of risk into another within a window. A move is a
 * row of `scoring.changes`, read by its index of kind and moment; the first judgement of a customer is no move.
 */
import { sql } from 'kysely';
import { amongst, daysOf, ruleKind, type RuleKind, type Scene, type Words } from '#platform/segment-rules.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { startOfDay } from '#shared/days.ts';
import { ANY_CHOICE, type Window } from '#shared/rule-slots.ts';

type Move = { code: string; what: 'class4' | 'stage' | 'band'; field: string; name: Words; sentence: Words };
type Values = readonly (string | number)[];

const MOVES: readonly Move[] = [
  {
    code: 'scoring.movedClass',
    what: 'class4',
    field: 'scoring.class4',
    name: { zh: '分类变动', en: 'Moved between classes' },
    sentence: { zh: '{window}分类从{from}变为{to}', en: 'moved from class {from} to {to} {window}' },
  },
  {
    code: 'scoring.movedStage',
    what: 'stage',
    field: 'scoring.stage',
    name: { zh: '阶段变动', en: 'Moved between stages' },
    sentence: { zh: '{window}阶段从{from}变为{to}', en: 'moved from stage {from} to {to} {window}' },
  },
  {
    code: 'scoring.movedBand',
    what: 'band',
    field: 'scoring.riskBand',
    name: { zh: '流失风险变动', en: 'Risk moved' },
    sentence: { zh: '{window}流失风险从{from}变为{to}', en: 'risk moved from {from} to {to} {window}' },
  },
];

const choosesAll = (values: Values): boolean => values.includes(ANY_CHOICE);

const among = (column: string, values: Values) =>
  choosesAll(values) ? sql`` : sql`and ${sql.ref(column)} = any(${values.map(String)}::text[])`;

const moveRule = ({ code, what, field, name, sentence }: Move): RuleKind => {
  const pick = { type: 'pick', of: 'choices', field } as const;
  return ruleKind({
    code,
    name,
    slots: { window: { type: 'window' }, from: pick, to: pick },
    sentence,
    valueKind: 'instant',
    judge: ({ window, from, to }, scene) => ({
      rows: {
        key: `${code} ${JSON.stringify([window, from, to, scene.today])}`,
        from: movesOf(what, window, from, to, scene),
        single: false,
        where: () => sql`true`,
      },
      inverted: false,
      value: (customerId) =>
        sql`(select max(v.changed_at) from ${movesOf(what, window, from, to, { ...scene, among: [customerId] })} as v)`,
    }),
  });
};

/** Days are the organisation's; a move is held against the beginnings of days, so that the index serves. */
function movesOf(what: Move['what'], window: Window, from: Values, to: Values, scene: Scene) {
  const days = daysOf(window, scene.today);
  const start = (day: string) => startOfDay(day, scene.timeZone);
  const begins = days.from ? sql`and m.changed_at >= ${start(days.from)}` : sql``;
  return sql`(select m.customer_id, m.changed_at from scoring.changes m
    where m.what = ${what} and m.changed_at < ${start(dayFromNumber(dayNumber(days.to) + 1))} ${begins}
      and m.from_value is distinct from m.to_value ${among('m.from_value', from)} ${among('m.to_value', to)}
      ${amongst(scene, 'm.customer_id')})`;
}

export const moveRules: readonly RuleKind[] = MOVES.map(moveRule);
