// Owns how a letter is shown to staff: its text, its HTML at two widths, its source as a file; what is wrong with it
// stands on the broadcast's page, by letter-findings.ts.
import { html } from 'hono/html';
import { link, message } from '../show.ts';
import { type Answer, type ConsoleRoute, everyone, missing, type Visit } from '../visit.ts';
import { broadcastPage } from './broadcast.ts';
import { frames } from './broadcast-look.ts';
import { ownPicturesHere } from './letter-frames.ts';

export const letterRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts/:id/letter', who: everyone, answer: letterPage },
  { method: 'GET', path: '/broadcasts/:id/letter.html', who: everyone, answer: letterFrame },
  { method: 'GET', path: '/broadcasts/:id/letter.eml', who: everyone, answer: letterFile },
  { method: 'POST', path: '/broadcasts/:id/links', who: everyone, answer: checkLinks },
];

/** Widths of a mail program on a desk and on a phone, in pixels. */
export const widths = [600, 360] as const;

const pathOf = (id: string) => `/broadcasts/${encodeURIComponent(id)}`;

async function letterPage(visit: Visit): Promise<Answer> {
  const { desk, say } = visit;
  const id = visit.param('id');
  const back = html`<p>${link(pathOf(id), say('new.backToOne'))}</p>`;
  const letter = await desk.letters.preview(id);
  if (!letter) return missing(visit, back);
  const source = `/console${pathOf(id)}/letter`;
  const body = html`${back}
<p><strong>${say('broadcast.subject', { subject: letter.subject })}</strong></p>
<p><a href="${source}.eml" download>${say('letter.source')}</a></p>
${frames(say, { source: `${pathOf(id)}/letter.html`, widths })}
<h2>${say('letter.text')}</h2>
${message(letter.text)}`;
  return { title: say('letter.pageTitle'), body };
}

/** The HTML part by itself, for the frame of the page above. */
async function letterFrame(visit: Visit): Promise<Answer> {
  const letter = await visit.desk.letters.preview(visit.param('id'));
  if (!letter) return missing(visit, html``);
  return { letter: ownPicturesHere(letter.html, visit.origin) };
}

async function letterFile(visit: Visit): Promise<Answer> {
  const id = visit.param('id');
  const letter = await visit.desk.letters.preview(id);
  if (!letter) return missing(visit, html``);
  const name = `letter-${id.replace(/[^A-Za-z0-9-]/g, '')}.eml`;
  return { file: { name, type: 'message/rfc822', bytes: letter.source } };
}

/** Asks every link whether it is alive, and shows the broadcast with the answers. */
async function checkLinks(visit: Visit): Promise<Answer> {
  await visit.desk.letters.preflight(visit.param('id'), { links: true });
  return broadcastPage(visit);
}
