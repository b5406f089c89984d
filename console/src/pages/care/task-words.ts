import { useCallback, useMemo } from 'react';
import { getTaskSettings, listTemplates, type Outcome, type Template } from '#modules/tasks/contract.ts';
import { useName } from '../../named.ts';
import { read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';

type Kind = Template['kind'];

/** Templates, outcomes and reasons by their codes; a code nobody knows any more is shown as it is. */
export function useTaskWords() {
  const may = useCan()(listTemplates.permission);
  const templates = useRead(read(listTemplates), { enabled: may }).data;
  const settings = useRead(read(getTaskSettings), { enabled: may }).data;
  const name = useName();
  const byCode = useMemo(() => new Map(templates?.rows.map((template) => [template.code, template])), [templates]);
  const templateOf = useCallback((code: string | null) => (code ? (byCode.get(code) ?? null) : null), [byCode]);
  const outcomesOf = useCallback(
    (code: string | null, kind: string): readonly Outcome[] =>
      templateOf(code)?.outcomes ?? templates?.byKind[kind as Kind] ?? [],
    [templateOf, templates],
  );
  const outcomeName = useCallback(
    (templateCode: string | null, kind: string, outcome: string) => {
      const found = outcomesOf(templateCode, kind).find(({ code }) => code === outcome);
      return found ? name(found) : outcome;
    },
    [outcomesOf, name],
  );
  return { templates: templates?.rows ?? [], templateOf, outcomesOf, outcomeName, reasons: settings?.reasons ?? [] };
}
