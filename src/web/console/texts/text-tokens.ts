// Owns the list of places that a text can have: what each stands for, what fills it now, and its token to copy.
import { html } from 'hono/html';
import type { Token } from '../../../app/texts/text-look.ts';
import type { TextName } from '../../../app/texts/text-words.ts';
import { letterPlaces } from '../../../core/letter-places.ts';
import type { Html } from '../../layout.ts';
import { table } from '../show.ts';
import type { Say } from '../words.ts';

/** Places of a letter that are filled when it is sent; without some of them it can't be. */
export function placeTable(say: Say, { kind, key }: TextName): Html {
  const { must, may } = letterPlaces(key);
  if (kind !== 'letter' || must.length + may.length === 0) return html``;
  const row = (name: string, need: 'must' | 'may') => [
    html`<code class="token">{${name}}</code>`,
    say(`text.place.${name}`),
    say(`text.places.${need}`),
  ];
  return table({
    caption: say('text.places.title'),
    head: ['token', 'label', 'need'].map((head) => say(`text.places.${head}`)),
    rows: [...must.map((name) => row(name, 'must')), ...may.map((name) => row(name, 'may'))],
  });
}

export function tokenTable(say: Say, tokens: readonly Token[]): Html {
  const part = (rule: boolean) => {
    const rows = tokens
      .filter((one) => one.rule === rule)
      .map(({ label, name, value }) => [
        html`<code class="token">{${name}}</code>`,
        label,
        value === '' ? say('text.tokens.unset') : value.replaceAll('\n', '; '),
      ]);
    return table({
      caption: say(rule ? 'text.tokens.rules' : 'text.tokens.facts'),
      head: ['token', 'label', 'value'].map((key) => say(`text.tokens.${key}`)),
      rows,
    });
  };
  return html`<details><summary>${say('text.tokens.title')}</summary>
<p>${say('text.tokens.means', { open: '{', close: '}' })}</p>${part(true)}${part(false)}</details>`;
}
