// Owns how a broadcast's page tells how its letters fared; the figures are the desk's.
import { html } from 'hono/html';
import type { BroadcastResults } from '../../../app/desk.ts';
import type { Html } from '../../layout.ts';
import { type Cell, table } from '../show.ts';
import type { Say } from '../words.ts';

type Letters = NonNullable<BroadcastResults['letters']>;

/** What servers took, what came back, who complained or left and why, and what people opened. */
export function letterResults(say: Say, { links, bounced, left, ...fared }: Letters): Html {
  const { accepted, delivered, waiting, complained, clicked, agreed } = fared;
  const known = { ...(clicked === null ? {} : { clicked }), ...(agreed === null ? {} : { agreed }) };
  const figures = { accepted, delivered, waiting, ...bounced, complained, left: left.people, ...known };
  const rows = Object.entries(figures).map(([name, count]): Cell[] => [
    say(`letters.${name}`),
    say(`letters.${name}.means`),
    count,
  ]);
  const head = ['head.outcome', 'head.means', 'head.total'].map((key) => say(key));
  return html`<h2>${say('letters.title')}</h2>
${table({ caption: say('letters.caption'), head, rows, numbers: [2] })}
${reasons(say, left.reasons)}
${visits(say, links)}`;
}

function reasons(say: Say, given: Letters['left']['reasons']): Html {
  const rows = Object.entries(given).map(([reason, people]): Cell[] => [
    say(`letters.why.${reason}`),
    people,
  ]);
  if (rows.length === 0) return html``;
  const head = [say('letters.why'), say('head.total')];
  return table({ caption: say('letters.whyCaption'), head, rows, numbers: [1] });
}

function visits(say: Say, links: Letters['links']): Html {
  if (links.length === 0) return html``;
  const rows = links.map(({ url, people, visits: all }): Cell[] => [url, people, all]);
  const head = ['letters.link', 'letters.people', 'letters.visits'].map((key) => say(key));
  return table({ caption: say('letters.linksCaption'), head, rows, numbers: [1, 2] });
}
