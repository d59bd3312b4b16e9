// Owns the pages that residents open: the first page, the landing page of a source, the chat's own page and the one for nothing found.
import { html } from 'hono/html';
import { situationText } from '../../core/answer.ts';
import { type ContestId, contestIds } from '../../core/contest.ts';
import type { Html } from '../layout.ts';
import { type ChatPart, chatPart } from './chat-part.ts';
import { emailForm } from './email-form.ts';
import type { ResidentPage } from './frame.ts';
import type { DeepLink, Moment, Target, Words } from './options.ts';
import { marked, paragraphs } from './text.ts';

/** The first page: what is going on, the chat, the messengers, reminders by e-mail. `source` is what somebody came with. */
export function homePage(
  moment: Moment,
  { source, links }: { source: string | null; links: readonly DeepLink[] },
): ResidentPage {
  const { words } = moment;
  const chat: ChatPart = { action: '/chat', session: null, source, said: null, heading: true };
  return {
    title: words('web.brand'),
    body: html`<p class="lead">${words('web.lead')}</p>
<section aria-labelledby="now">
<h2 id="now">${words('web.now.title')}</h2>
<div class="pair">${contestIds.map((id) => situationCard(moment, id, { calendar: true }))}</div>
</section>
${chatPart(words, chat)}
${links.length === 0 ? '' : html`<section aria-labelledby="messengers"><h2 id="messengers">${words('web.messengers.title')}</h2>${linkList(words, links)}</section>`}
<section aria-labelledby="letters">
<h2 id="letters">${words('web.email.title')}</h2>
<p>${words('web.email.what')}</p>
${emailForm(words, null)}
</section>
<p><a href="/projects">${words('web.projects.title')}</a></p>
<p><a href="/print">${words('web.print.link')}</a></p>`,
  };
}

/** The page behind a QR code: where the source leads, then every way to ask. */
export function landingPage(
  moment: Moment,
  { source, target, links }: { source: string | null; target: Target | null; links: readonly DeepLink[] },
): ResidentPage {
  const { words } = moment;
  const shown = target?.contest ? [target.contest] : contestIds;
  const chat = source === null ? '/#chat' : `/?source=${source}#chat`;
  return {
    title: words('web.brand'),
    body: html`<p class="lead">${words('web.go.lead')}</p>
<section aria-labelledby="ways">
<h2 id="ways">${words('web.go.title')}</h2>
${linkList(words, links, html`<li><a class="button" href="${chat}">${words('web.go.chat')}</a></li>`)}
</section>
<section aria-labelledby="now">
<h2 id="now">${words('web.now.title')}</h2>
<div class="pair">${shown.map((id) => situationCard(moment, id, { calendar: false }))}</div>
</section>`,
  };
}

/** The chat by itself: what the form without scripts gets back, and what other sites show in a frame. */
export function chatPage(moment: Moment, chat: ChatPart): ResidentPage {
  const { words } = moment;
  return {
    title: words('web.chat.title'),
    body: chatPart(words, { ...chat, heading: false }),
    bare: chat.action === '/embed',
  };
}

/** A page that says one thing and leads home: nothing found, or a form that was too much. */
export function plainPage({ words }: Moment, key: string): ResidentPage {
  return {
    title: words(`${key}.title`),
    body: html`${paragraphs(words(key))}<p><a href="/">${words('web.home')}</a></p>`,
  };
}

/** A contest's situation: its own title as heading, the rest line by line. */
function situationCard(
  { content, now, words }: Moment,
  id: ContestId,
  { calendar }: { calendar: boolean },
): Html {
  const title = content.contests[id].title;
  const lines = situationText(content, { contest: id, now })
    .split('\n')
    .filter((line) => line.trim() !== '' && line.trim() !== `**${title}**`);
  return html`<section class="sheet"><h3>${title}</h3>
${lines.map((line) => html`<p>${marked(line)}</p>`)}
${calendar ? html`<p><a href="/calendar/${id}.ics">${words('web.calendar.link', { contestTitle: content.contests[id].short })}</a></p>` : ''}
</section>`;
}

/** The messengers as links that look like buttons; each opens beside this page. */
export function linkList(words: Words, links: readonly DeepLink[], last: Html | '' = ''): Html {
  return html`<ul class="ways">${links.map(
    ({ title, url }) =>
      html`<li><a class="button" href="${url}" rel="noopener">${words('web.messengers.open', { name: title })}</a></li>`,
  )}${last}</ul>`;
}
