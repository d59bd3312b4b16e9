// Owns the fields of coming in: address, password and code, as browsers and password managers know them.
import type { Html } from '../../layout.ts';
import { input } from '../fields.ts';
import type { Say } from '../words.ts';

type Given = { name?: string; label?: string; hint?: string; error?: string | undefined; value?: string };

export function emailField(say: Say, { value = '', error }: Given): Html {
  return input({
    name: 'email',
    type: 'email',
    label: say('signIn.email'),
    value,
    autocomplete: 'username',
    required: true,
    error,
  });
}

/** What was typed is never sent back. */
export function passwordField(of: {
  name: string;
  label: string;
  autocomplete: 'current-password' | 'new-password';
  hint?: string;
  error?: string | undefined;
}): Html {
  return input({ ...of, type: 'password', required: true });
}

/** Six digits, or a recovery code: letters, too, so no keypad of digits only. */
export function codeField(say: Say, { name = 'code', label, hint, error }: Given): Html {
  return input({
    name,
    label: label ?? say('signIn.code'),
    hint,
    error,
    autocomplete: 'one-time-code',
    required: true,
  });
}
