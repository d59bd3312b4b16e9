// Owns the e-mail form and what is said after it was sent; the letter and the double opt-in are the application's.
import { html } from 'hono/html';
import type { ContestId } from '../../core/contest.ts';
import type { Html } from '../layout.ts';
import type { ResidentPage } from './frame.ts';
import type { Words } from './options.ts';

/** What the form holds when it is shown again; `wrong`: the address could not be read. */
export type EmailDraft = { address: string; contest: ContestId | null; wrong: boolean };

/** What the application says to a request, and `missing`: nothing was sent along. */
export type EmailOutcome = 'sent' | 'wrong' | 'kids' | 'missing';

const contests = [
  ['city', 'button.contest.city'],
  ['kids', 'button.contest.kids'],
] as const;

/** The form. The consent stands above the button in the very words that will be kept. */
export function emailForm(words: Words, draft: EmailDraft | null): Html {
  const wrong = draft?.wrong ?? false;
  const chosen = draft?.contest ?? 'city';
  const consent = words('consent.email', { scope: words('scope.city') });
  return html`<form class="email" method="post" action="/email">
<div class="field">
<label for="email">${words('web.email.label')}</label>
<span class="hint" id="email-hint">${words('web.email.example')}</span>
${wrong ? html`<span class="error" id="email-error">${words('web.email.wrong')}</span>` : ''}
<input id="email" name="address" type="email" required maxlength="254" autocomplete="email" value="${draft?.address ?? ''}"
 aria-describedby="${wrong ? 'email-error email-hint' : 'email-hint'}"${wrong ? html` aria-invalid="true"` : ''}>
</div>
<fieldset>
<legend>${words('web.email.contest')}</legend>
<div class="options">${contests.map(
    ([id, key]) =>
      html`<label><input type="radio" name="contest" value="${id}"${id === chosen ? html` checked` : ''}> ${words(key)}</label>`,
  )}</div>
</fieldset>
<p>${words('web.email.consent', { wording: consent })}</p>
<p><button type="submit">${words('web.email.send')}</button></p>
</form>`;
}

/** The page after the form. A wrong address comes back in the form, so that nobody types it twice. */
export function emailPage(words: Words, outcome: EmailOutcome, draft: EmailDraft): ResidentPage {
  switch (outcome) {
    case 'sent':
      return {
        title: words('web.email.sent.title'),
        body: html`<div class="flash done" role="status"><p>${words('email.sent')}</p></div>${home(words)}`,
      };
    case 'kids':
      return {
        title: words('web.email.title'),
        body: html`<div class="flash note" role="status"><p>${words('web.email.kids')}</p></div>${home(words)}`,
      };
    case 'wrong':
    case 'missing':
      return { title: words('web.email.wrong.title'), body: emailForm(words, { ...draft, wrong: true }) };
  }
}

function home(words: Words): Html {
  return html`<p><a href="/">${words('web.home')}</a></p>`;
}
