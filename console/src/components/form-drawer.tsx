import { App, Button, Drawer, Form, type FormInstance } from 'antd';
import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { CallError, tellField, type FieldProblem } from '../problem.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import { useTitle } from '../ui/title.ts';
import { useAskBeforeLeaving } from './ask-before-leaving.ts';

type Props<Values> = {
  title: string;
  /** Where closing leads: the page this form opened over. */
  back: string;
  initialValues: Partial<Values>;
  /** Only where the page itself must write into fields. */
  form?: FormInstance<Values>;
  submitLabel: string;
  onSubmit: (values: Values) => void;
  /** Required, so that no form forgets them. */
  submitError: unknown;
  loading: boolean;
  children: ReactNode;
};

/** In the middle, so that what is wrong is read beside the field and not hidden by the foot of the form. */
const IN_SIGHT = { block: 'center', focus: true } as const;

const LetGo = createContext<() => void>(() => undefined);

/** For buttons within a form that end what it is about: what was typed is of no use any more, and nobody is asked. */
export const useLetGo = (): (() => void) => useContext(LetGo);

/** A form that is a route: opens over its page, keeps what was typed when the server refuses, asks before it is lost. */
export function FormDrawer<Values extends object>(props: Props<Values>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const [own] = Form.useForm<Values>();
  const form = props.form ?? own;
  const [open, setOpen] = useState(true);
  const rest = useFieldProblems(form, props.submitError);
  useTitle(props.title);
  const keeping = useKeeping(form, props.loading, props.submitError);
  useAskBeforeLeaving(keeping.isDirty);
  const shut = () => {
    keeping.letGo();
    setOpen(false);
  };
  const close = () => {
    if (!keeping.isDirty()) shut();
    else {
      modal.confirm({
        title: t('shell:form.discard'),
        okText: t('shell:form.discard_ok'),
        cancelText: t('shell:form.keep'),
        onOk: shut,
      });
    }
  };
  return (
    <Drawer
      open={open}
      onClose={close}
      afterOpenChange={(isOpen) => !isOpen && void navigate(props.back)}
      title={props.title}
      size={480}
      footer={
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8 }}>
          <Button onClick={close}>{t('shell:form.cancel')}</Button>
          <Button type="primary" loading={props.loading} onClick={() => form.submit()}>
            {props.submitLabel}
          </Button>
        </div>
      }
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={props.initialValues}
        onFinish={props.onSubmit}
        onValuesChange={keeping.touch}
        scrollToFirstError={IN_SIGHT}
      >
        {rest && <ProblemNote error={rest} />}
        <LetGo value={keeping.letGo}>{props.children}</LetGo>
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </Form>
    </Drawer>
  );
}

/** Whether something typed would be lost: it was neither saved, nor is on its way, nor given up. */
function useKeeping<Values>(form: FormInstance<Values>, loading: boolean, submitError: unknown) {
  const state = useRef({ loading: false, gone: false });
  useEffect(() => {
    if (state.current.loading && !loading) state.current.gone = !submitError;
    state.current.loading = loading;
  }, [loading, submitError]);
  const isDirty = useCallback(() => form.isFieldsTouched() && !state.current.loading && !state.current.gone, [form]);
  const letGo = () => {
    state.current.gone = true;
  };
  const touch = () => {
    state.current.gone = false;
  };
  return { isDirty, letGo, touch };
}

/** Puts the server's field problems onto their fields; gives back the error when it belongs to none of them. */
export function useFieldProblems<Values>(form: FormInstance<Values>, error: unknown): Error | null {
  const { t } = useTranslation();
  useEffect(() => {
    const fields = fieldsOf(error).map((field) => ({ name: field.path.split('.'), errors: [tellField(t, field)] }));
    form.setFields(fields as Parameters<typeof form.setFields>[0]);
    const [first] = fields;
    if (first) form.scrollToField(first.name, IN_SIGHT);
  }, [error, form, t]);
  if (!(error instanceof Error)) return null;
  const fields = fieldsOf(error);
  const known = fields.filter(({ path }) => form.getFieldInstance(path.split('.') as never) !== undefined);
  return known.length < Math.max(1, fields.length) ? error : null;
}

const fieldsOf = (error: unknown): FieldProblem[] => (error instanceof CallError ? error.problem.fields : []);
