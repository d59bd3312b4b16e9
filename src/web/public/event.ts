// Owns the public page of one event and its calendar file; signing up happens in the chat, so that no name is asked here.
import { Hono } from 'hono';
import { html } from 'hono/html';
import { endOf, isCancelled } from '../../core/event.ts';
import type { CityEvent } from '../../core/occurrences/occurrence.ts';
import { whenInWords } from '../../core/occurrences/occurrence-events.ts';
import type { Html } from '../layout.ts';
import { calendarText, escapeText, type Line, slug, utcStamp } from './calendar-feed.ts';
import { type ResidentPage, residentPage } from './frame.ts';
import { type DeepLink, type Moment, momentOf, type PublicOptions } from './options.ts';
import { linkList } from './pages.ts';
import { paragraphs } from './text.ts';

/** An event as everybody may see it. `seatsLeft` null: as many as come. */
export type PublicEvent = { event: CityEvent; seatsLeft: number | null };

const secondMs = 1000;

/** `/event/:id` and `/event/:id.ics`; what is unknown goes on to the 404 page. */
export function eventRoutes(options: PublicOptions): Hono {
  const app = new Hono();
  app.get('/event/:name', async (c, next) => {
    const [, id = '', file] = /^([0-9a-f]{1,64})(\.ics)?$/.exec(c.req.param('name')) ?? [];
    const found = id === '' ? null : await options.events.find(id);
    if (!found) return next();
    const moment = await momentOf(options);
    if (!file) return c.html(await residentPage(moment, eventPage(moment, found, options)));
    return c.body(eventCalendar(moment, found.event, options.publicUrl), 200, {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': `attachment; filename="podiia.ics"`,
      'Cache-Control': 'no-cache',
    });
  });
  return app;
}

function eventPage(moment: Moment, found: PublicEvent, options: PublicOptions): ResidentPage {
  const { words } = moment;
  const { event } = found;
  const source = `event-${event.id}`;
  const coming = !isCancelled(event) && event.startsAt > moment.now;
  const body = html`<p class="lead">${stateOf(moment, found)}</p>
<dl><dt>${words('web.event.when')}</dt><dd>${whenInWords(event)}</dd>
<dt>${words('web.event.where')}</dt><dd>${event.place}</dd></dl>
${event.about ? paragraphs(event.about) : ''}
${coming ? signUp(moment, { source, links: options.deepLinks(source), online: event.link !== null }) : ''}
${event.recordingUrl ? html`<p><a href="${event.recordingUrl}" rel="noopener">${words('web.event.recording')}</a></p>` : ''}
<p><a href="/event/${event.id}.ics">${words('web.event.ics')}</a></p>`;
  return { title: event.title, body };
}

function stateOf({ now, words }: Moment, { event, seatsLeft }: PublicEvent): string {
  if (isCancelled(event)) return words('event.off');
  if (endOf(event) <= now) return words('web.event.over');
  if (event.startsAt <= now) return words('event.begun');
  if (seatsLeft === null) return words('web.event.open');
  return seatsLeft > 0 ? words('event.seats', { value: String(seatsLeft) }) : words('event.full');
}

function signUp(
  { words }: Moment,
  { source, links, online }: { source: string; links: readonly DeepLink[]; online: boolean },
): Html {
  const chat = html`<li><a class="button" href="/?source=${source}#chat">${words('web.event.chat')}</a></li>`;
  return html`<section aria-labelledby="sign-up"><h2 id="sign-up">${words('web.event.signUp')}</h2>
<p>${words('web.event.means')}${online ? html` ${words('event.online')}` : ''}</p>
${linkList(words, links, chat)}</section>`;
}

/**
 * One event as a calendar file (RFC 5545), in UTC. The link is not in it: only who signed up gets it. A later file has a
 * greater number, so that calendars which know the event take the change over.
 */
export function eventCalendar(moment: Moment, event: CityEvent, publicUrl: string): string {
  const { content, now } = moment;
  const { id, title, place, about, createdAt, startsAt, endsAt } = event;
  const changedAt = Math.max(createdAt, event.changedAt ?? 0, event.cancelledAt ?? 0);
  const lines: Line[] = [
    ['BEGIN', 'VCALENDAR'],
    ['VERSION', '2.0'],
    ['PRODID', '-//Uchast//Participatory budget//UK'],
    ['CALSCALE', 'GREGORIAN'],
    ['METHOD', 'PUBLISH'],
    ['BEGIN', 'VEVENT'],
    ['UID', `event-${id}@${slug(content.city.id)}.uchast`],
    ['DTSTAMP', utcStamp(now)],
    ['LAST-MODIFIED', utcStamp(changedAt)],
    ['SEQUENCE', String(Math.ceil((changedAt - createdAt) / secondMs))],
    ['STATUS', isCancelled(event) ? 'CANCELLED' : 'CONFIRMED'],
    ['DTSTART', utcStamp(startsAt)],
    ...(endsAt ? [['DTEND', utcStamp(endsAt)] as const] : []),
    ['SUMMARY', escapeText(title)],
    ['LOCATION', escapeText(place)],
    ...(about ? [['DESCRIPTION', escapeText(about)] as const] : []),
    ['URL', `${publicUrl}/event/${id}`],
    ['END', 'VEVENT'],
    ['END', 'VCALENDAR'],
  ];
  return calendarText(lines);
}
