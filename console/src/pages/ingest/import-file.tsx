import { Alert, AutoComplete, Button } from 'antd';
import type { TFunction } from 'i18next';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, type LoaderFunctionArgs } from 'react-router';
import { createBatch, listBatches, listKinds } from '#modules/ingest/contract.ts';
import { inspectUpload, type Inspection } from '#modules/ingest/inspection-contract.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { bytesText } from './amounts.ts';
import { useFieldName } from './field-names.ts';
import { FileRows } from './file-rows.tsx';
import { InspectionNotes } from './inspection-notes.tsx';
import { Choice, LayoutBar } from './layout-bar.tsx';
import { effectiveMapping, missingGroups, withChoice, type Kind, type Mapped } from './mapping.ts';
import { MappingTable } from './mapping-table.tsx';
import { WizardSteps } from './wizard-steps.tsx';
import layoutStyles from './layout-bar.module.css';

const urlDefaults = {
  kind: '',
  source: '',
  preset: '',
  encoding: '',
  delimiter: '',
  sheet: '',
  headerRow: '',
  policy: '',
  matchBy: '',
  col: [] as string[],
};
type State = Omit<{ [K in keyof typeof urlDefaults]: string }, 'col'> & { col: string[] };
type Seen = Omit<Inspection, 'upload'> & { upload: { fileName: string; bytes: number; uploadId: number } };

function inspection(uploadId: number, { kind, source, preset, encoding, delimiter, sheet, headerRow }: State) {
  return read(inspectUpload, {
    params: { uploadId },
    query: {
      kind: kind || undefined,
      source: source || undefined,
      preset: preset || undefined,
      encoding: (encoding || undefined) as 'utf-8' | undefined,
      delimiter: (delimiter || undefined) as ',' | undefined,
      sheet: sheet || undefined,
      headerRow: headerRow || undefined,
    },
  });
}

const kinds = () => read(listKinds);

export function loader({ request, params }: LoaderFunctionArgs) {
  prefetch(kinds());
  return prefetch(inspection(Number(params['uploadId']), stateOf(urlDefaults, request)));
}

export const handle = { permission: inspectUpload.permission };

export function Component() {
  const { t, i18n } = useTranslation();
  const uploadId = Number(useParams()['uploadId']);
  const [state, setState] = useUrlState(urlDefaults);
  const seen = useRead(inspection(uploadId, state), { keep: true });
  const known = useRead(kinds());
  const file = seen.data?.upload;
  return (
    <Page
      title={t('import:map.title')}
      note={file && `${file.fileName} · ${bytesText(file.bytes, i18n.language)}`}
      actions={<ButtonLink to={paths.importNew()}>{t('import:map.other_file')}</ButtonLink>}
    >
      <WizardSteps at="map" />
      <Shown query={known} lines={14}>
        {({ rows, sources }) => (
          <Shown query={seen} lines={14}>
            {(data) => (
              <Mapper
                seen={data as Seen}
                settled={!seen.isPlaceholderData}
                kinds={rows}
                sources={sources.map(({ code }) => code)}
                state={state}
                onChange={setState}
              />
            )}
          </Shown>
        )}
      </Shown>
    </Page>
  );
}

type MapperProps = {
  seen: Seen;
  /** False while the file is read anew as chosen last: what is shown was read otherwise. */
  settled: boolean;
  kinds: readonly Kind[];
  sources: readonly string[];
  state: State;
  onChange: (change: Partial<State>) => void;
};

function Mapper({ seen, settled, kinds: known, sources, state, onChange }: MapperProps) {
  const { t } = useTranslation();
  const kind = known.find((one) => one.kind === (state.kind || seen.kind));
  const mapping = effectiveMapping(seen.mapping, state.col);
  const choose = (choice: Mapped) => onChange({ col: withChoice(state.col, choice) });
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      {!kind && <Alert type="warning" showIcon title={t('import:map.unknown_kind')} />}
      <InspectionNotes seen={seen} onChange={onChange} chosen={mapping} />
      <Section title={t('import:map.what')}>
        <div className={layoutStyles.bar}>
          <Choice
            label={t('import:map.kind')}
            value={kind?.kind ?? ''}
            options={[
              ...(kind ? [] : [{ value: '', label: t('import:map.choose_kind') }]),
              ...known.map((one) => ({ value: one.kind, label: t(`import:kind.${one.kind}`) })),
            ]}
            onChange={(value) => onChange({ kind: value, col: [], policy: '', matchBy: '', preset: '' })}
          />
          {kind && kind.presets.length > 0 && (
            <Choice
              label={t('import:map.preset')}
              value={state.preset || (seen.preset ?? 'none')}
              options={[
                { value: 'none', label: t('import:preset.none') },
                ...kind.presets.map((value) => ({ value, label: t(`import:preset.${value}`) })),
              ]}
              onChange={(preset) => onChange({ preset, col: [] })}
            />
          )}
          <Source
            key={seen.source}
            value={state.source || seen.source}
            known={sources}
            onChange={(source) => onChange({ source })}
          />
          {kind && kind.policies.length > 1 && (
            <Choice
              label={t('import:map.policy')}
              value={state.policy || (kind.policies[0] ?? '')}
              options={kind.policies.map((value) => ({ value, label: t(`import:policy.${value}`) }))}
              onChange={(policy) => onChange({ policy })}
            />
          )}
          {kind && kind.matchKeys.length > 0 && (
            <Choice
              label={t('import:map.match_by')}
              value={state.matchBy}
              options={[
                { value: '', label: t('import:match.all') },
                ...kind.matchKeys.map((value) => ({ value, label: t(`import:match.${value}`) })),
              ]}
              onChange={(matchBy) => onChange({ matchBy })}
            />
          )}
        </div>
      </Section>
      {state.policy === 'create' && <Alert type="warning" showIcon title={t('import:map.create_note')} />}
      <Section title={t('import:map.layout')} note={t('import:map.layout_note')}>
        <LayoutBar inspection={seen} onChange={(change) => onChange({ ...change, col: [] })} />
      </Section>
      <Section flush title={t('import:map.rows')}>
        <FileRows rows={seen.rows} headerRow={seen.layout.headerRow} />
      </Section>
      {kind && (
        <Section flush title={t('import:map.columns')} note={suggestedBy(t, seen)}>
          <MappingTable columns={seen.columns} kind={kind} mapping={mapping} onChoose={choose} />
        </Section>
      )}
      {kind && <CheckBar seen={seen} settled={settled} kind={kind} mapping={mapping} state={state} />}
    </div>
  );
}

function suggestedBy(t: TFunction, { remembered, preset }: Seen): string {
  if (remembered) return t('import:map.remembered');
  return preset ? t('import:map.by_preset', { name: t(`import:preset.${preset}`) }) : t('import:map.suggested');
}

type SourceProps = { value: string; known: readonly string[]; onChange: (source: string) => void };

/** Numbers are unique within a source: two shops may both have a customer 1001. */
function Source({ value, known, onChange }: SourceProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={layoutStyles.field}>
      <span id={id}>{t('import:map.source')}</span>
      <AutoComplete
        aria-labelledby={id}
        defaultValue={value}
        options={[...new Set(['file', ...known])].map((code) => ({ value: code }))}
        onSelect={onChange}
        onBlur={(event) => {
          const typed = (event.target as HTMLInputElement).value.trim();
          if (typed !== value) onChange(typed);
        }}
        style={{ width: '100%' }}
      />
    </div>
  );
}

type CheckBarProps = {
  seen: Seen;
  settled: boolean;
  kind: Kind;
  mapping: ReadonlyMap<number, Mapped>;
  state: State;
};

/** What is still missing, or the way on. Nothing is written by the check. */
function CheckBar({ seen, settled, kind, mapping, state }: CheckBarProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const fieldName = useFieldName(kind);
  const check = useSend(createBatch, {
    ends: [listBatches, listKinds],
    onDone: ({ batchId }) => void navigate(paths.importBatch(batchId)),
  });
  const missing = missingGroups(kind, mapping);
  const leftOut = seen.columns.filter(({ column, type }) => type !== 'empty' && !mapping.has(column));
  const start = () =>
    check.mutate({
      body: {
        uploadId: seen.upload.uploadId,
        kind: kind.kind,
        source: state.source || seen.source,
        layout: seen.layout,
        mapping: [...mapping.values()],
        ...(kind.policies.length > 0 && { policy: (state.policy || kind.policies[0]) as 'fill' }),
        ...(state.matchBy && { matchBy: state.matchBy as 'phone' }),
      },
    });
  return (
    <>
      {check.error && <ProblemNote error={check.error} />}
      {missing.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('import:map.missing')}
          description={missing
            .map((group) => group.map(fieldName).join(t('import:map.or')))
            .join(t('shell:list_comma'))}
        />
      )}
      <div style={{ display: 'flex', alignItems: 'center', gap: 16 }}>
        <Button
          type="primary"
          size="large"
          disabled={missing.length > 0 || !settled}
          loading={check.isPending}
          onClick={start}
        >
          {t('import:map.check')}
        </Button>
        <span className="lk-soft">
          {t('import:map.check_note')}
          {leftOut.length > 0 && (
            <>
              <br />
              {t('import:map.left_out', { columns: leftOut.map(({ name }) => name).join(t('shell:list_comma')) })}
            </>
          )}
        </span>
      </div>
    </>
  );
}
