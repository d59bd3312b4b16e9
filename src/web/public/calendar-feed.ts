// Owns the calendar feed of a contest (RFC 5545): one all-day event a stage, in local dates, made to be subscribed to.

import { situationText } from '../../core/answer.ts';
import type { Contest, ContestId, Stage } from '../../core/contest.ts';
import { dateInWords } from '../../core/facts.ts';
import { plainText } from '../../core/reply.ts';
import { addDays, closingTime, inKyiv, lastDay, localDate } from '../../core/time.ts';
import type { Moment } from './options.ts';

/** RFC 5545 3.1: a content line has at most 75 octets, the line break not counted. */
const lineOctets = 75;

/** A content line: its name with parameters, and its value. */
export type Line = readonly [name: string, value: string];

/**
 * The feed as text with CRLF. A contest whose cycle isn't running has no events, because its dates hold for nobody;
 * the calendar's own description says why.
 */
export function calendarFeed(moment: Moment, id: ContestId, publicUrl: string): string {
  const { content, now, words } = moment;
  const contest = content.contests[id];
  const stages = contest.cycle.state === 'running' ? contest.cycle.stages : [];
  const name = words('web.calendar.name', { contestTitle: contest.title, value: contest.cycle.name });
  const lines: Line[] = [
    ['BEGIN', 'VCALENDAR'],
    ['VERSION', '2.0'],
    ['PRODID', '-//Uchast//Participatory budget//UK'],
    ['CALSCALE', 'GREGORIAN'],
    ['METHOD', 'PUBLISH'],
    ['X-WR-CALNAME', escapeText(name)],
    ['X-WR-CALDESC', escapeText(plainText(situationText(content, { contest: id, now })))],
    ['X-WR-TIMEZONE', 'Europe/Kyiv'],
    ['REFRESH-INTERVAL;VALUE=DURATION', 'PT12H'],
    ['X-PUBLISHED-TTL', 'PT12H'],
    ...stages.flatMap((stage) => eventOf(moment, contest, { stage, publicUrl })),
    ['END', 'VCALENDAR'],
  ];
  return calendarText(lines);
}

/** Content lines as text: folded, with CRLF. */
export function calendarText(lines: readonly Line[]): string {
  return lines.map(([key, value]) => `${foldLine(`${key}:${value}`)}\r\n`).join('');
}

function eventOf(
  { content, now, words }: Moment,
  contest: Contest,
  { stage, publicUrl }: { stage: Stage; publicUrl: string },
): Line[] {
  const last = lastDay(stage.closes);
  const example = contest.cycle.example ? ` ${words('calendar.example')}` : '';
  const until = { end: dateInWords(content, contest, last), value: closingTime(stage.closes) };
  return [
    ['BEGIN', 'VEVENT'],
    // The same stage of the same cycle keeps its id when its dates move, so that calendars move it too.
    ['UID', `${contest.id}-${stage.id}-${slug(contest.cycle.name)}@${slug(content.city.id)}.uchast`],
    ['DTSTAMP', utcStamp(now)],
    ['DTSTART;VALUE=DATE', compact(localDate(stage.opens))],
    // RFC 5545 3.6.1: the end of an all-day event is exclusive.
    ['DTEND;VALUE=DATE', compact(addDays(last, 1))],
    ['SUMMARY', escapeText(`${contest.short}: ${stage.title}${example}`)],
    ['DESCRIPTION', escapeText(words('web.calendar.until', until))],
    ['URL', publicUrl],
    ['TRANSP', 'TRANSPARENT'],
    ['END', 'VEVENT'],
  ];
}

/** RFC 5545 3.3.11: backslash, semicolon, comma and line break are escaped in a text value. */
export function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}

/** RFC 5545 3.1: cuts a line into pieces of at most 75 octets, never inside a character; the next begins with a blank. */
export function foldLine(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > lineOctets) {
      pieces.push(piece);
      piece = ' ';
      octets = 1;
    }
    piece += character;
    octets += size;
  }
  return [...pieces, piece].join('\r\n');
}

/** What of a name may stand in an id. */
export function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

/** `2026-10-19` → `20261019`. */
function compact(date: string): string {
  return date.replaceAll('-', '');
}

/** `20261105T160000Z`. */
export function utcStamp(instant: number): string {
  const utc = inKyiv(instant).withTimeZone('UTC').toPlainDateTime().toString({ smallestUnit: 'second' });
  return `${utc.replace(/[-:]/g, '')}Z`;
}
