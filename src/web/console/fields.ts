// Owns how forms look and read aloud: a label for every field, its hint and its error tied to it.
import { html } from 'hono/html';
import type { Html } from '../layout.ts';

export type Field = {
  name: string;
  label: string;
  value?: string | undefined;
  error?: string | undefined;
  hint?: string | undefined;
  required?: boolean;
  /** Distinguishes fields of the same name on one page. */
  scope?: string;
};
export type Option = { value: string; label: string };

type InputField = Field & {
  type?: 'text' | 'email' | 'password' | 'date' | 'url' | 'datetime-local' | 'file';
  autocomplete?: string;
  accept?: string;
};

const idOf = (field: Field) => `${field.scope ? `${field.scope}-` : ''}${field.name}`;

export function input(field: InputField): Html {
  const { type = 'text', value = '', autocomplete, accept } = field;
  const filled = type === 'file' ? '' : html` value="${value}"`;
  const extra = html`${autocomplete ? html` autocomplete="${autocomplete}"` : ''}${accept ? html` accept="${accept}"` : ''}`;
  return framed(field, html`<input type="${type}"${attributes(field)}${filled}${extra}>`);
}

export function textArea(field: Field): Html {
  // The line break after the tag is the one that a browser drops, so that a text beginning with one keeps it.
  return framed(
    field,
    html`<textarea rows="8"${attributes(field)}>
${field.value ?? ''}</textarea>`,
  );
}

export function select(field: Field & { options: readonly Option[] }): Html {
  const options = field.options.map(
    ({ value, label }) =>
      html`<option value="${value}"${value === (field.value ?? '') ? html` selected` : ''}>${label}</option>`,
  );
  return framed(field, html`<select${attributes(field)}>${options}</select>`);
}

/** A group of boxes or of radio buttons under one question. */
export function choiceGroup(
  field: Omit<Field, 'value'> & {
    kind: 'checkbox' | 'radio';
    options: readonly Option[];
    chosen: readonly string[];
    tall?: boolean;
  },
): Html {
  const boxes = field.options.map(
    ({ value, label }) =>
      html`<label><input type="${field.kind}" name="${field.name}" value="${value}"${field.chosen.includes(value) ? html` checked` : ''}><span>${label}</span></label>`,
  );
  const id = idOf(field);
  return html`<fieldset id="${id}"${described(field)}>
<legend>${field.label}</legend>${notes(field)}
<div class="options${field.tall ? ' tall' : ''}">${boxes}</div>
</fieldset>`;
}

export function hidden(values: Readonly<Record<string, string | readonly string[]>>): Html {
  const fields = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => html`<input type="hidden" name="${name}" value="${one}">`),
  );
  return html`${fields}`;
}

export type Look = 'main' | 'quiet' | 'grave';

/** A button; `about` is added for who hears it without seeing the place where it stands. */
export function button(
  label: string,
  more: { look?: Look; about?: string; name?: string; value?: string } = {},
): Html {
  const look = more.look && more.look !== 'main' ? html` class="${more.look}"` : '';
  const about = more.about ? html` aria-label="${label}: ${more.about}"` : '';
  const named = more.name ? html` name="${more.name}" value="${more.value ?? ''}"` : '';
  return html`<button type="submit"${look}${about}${named}>${label}</button>`;
}

/** A form that acts. Checking is the server's: its sentences are Ukrainian and stand beside the field. */
export function postForm(form: { action: string; csrf: string; body: Html; upload?: boolean }): Html {
  const kind = form.upload ? html` enctype="multipart/form-data"` : '';
  return html`<form method="post" action="/console${form.action}" novalidate${kind}>
<input type="hidden" name="csrf" value="${form.csrf}">
${form.body}
</form>`;
}

function attributes(field: Field): Html {
  return html` id="${idOf(field)}" name="${field.name}"${field.required ? html` required` : ''}${described(field)}`;
}

function described(field: Omit<Field, 'value'>): Html {
  const id = idOf(field);
  const notes = [field.hint ? `${id}-hint` : '', field.error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return html`${field.error ? html` aria-invalid="true"` : ''}${notes ? html` aria-describedby="${notes}"` : ''}`;
}

function framed(field: Field, control: Html): Html {
  return html`<div class="field"><label for="${idOf(field)}">${field.label}</label>${notes(field)}${control}</div>`;
}

function notes(field: Omit<Field, 'value'>): Html {
  const id = idOf(field);
  return html`${field.hint ? html`<span class="hint" id="${id}-hint">${field.hint}</span>` : ''}${
    field.error ? html`<span class="error" id="${id}-error">${field.error}</span>` : ''
  }`;
}
