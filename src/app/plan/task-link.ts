// Owns the public link to one task's calendar file: a signed token out, the task's id in, and the file itself.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TaskRow } from '../../../db/tasks.ts';
import { addDays } from '../../core/time.ts';

const signatureHex = 32;
/** RFC 5545, 3.1: a content line is at most 75 octets without its break. */
const longestLine = 75;

/** The token of a calendar link, `<task id>.<signature>`: URL-safe, valid for good, tells nothing of the task. */
export function taskToken(secret: string, taskId: string): string {
  return `${taskId}.${signature(secret, taskId)}`;
}

/** The task that a token names; forged, damaged or of another secret: null. */
export function readTaskToken(secret: string, token: string): string | null {
  const [id = '', given = '', ...rest] = token.split('.');
  if (rest.length > 0 || !/^[\w-]{1,64}$/.test(id)) return null;
  const [a, b] = [Buffer.from(given, 'utf8'), Buffer.from(signature(secret, id), 'utf8')];
  return a.length === b.length && timingSafeEqual(a, b) ? id : null;
}

function signature(secret: string, id: string): string {
  return createHmac('sha256', secret).update(`task\n${id}`).digest('hex').slice(0, signatureHex);
}

/** What a calendar file says beside the task's own dates and title. */
export type TaskFile = { host: string; description: string; now: number };

/**
 * A task as an iCalendar file (RFC 5545): one all-day entry on its due date with an alarm a day before; an entry of
 * work that is no longer wanted is cancelled. Lines end in CRLF and are folded.
 */
export function taskCalendar(task: TaskRow, { host, description, now }: TaskFile): string {
  const day = (date: string) => date.replaceAll('-', '');
  const stamp = Temporal.Instant.fromEpochMilliseconds(now).toString({ smallestUnit: 'second' });
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Uchast//Tasks//UK',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:task-${task.id}@${host}`,
    `DTSTAMP:${stamp.replace(/[-:]/g, '')}`,
    `DTSTART;VALUE=DATE:${day(task.dueOn)}`,
    `DTEND;VALUE=DATE:${day(addDays(task.dueOn, 1))}`,
    `SUMMARY:${escaped(task.title)}`,
    `DESCRIPTION:${escaped(description)}`,
    `STATUS:${task.state === 'dropped' ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(task.title)}`,
    'TRIGGER:-P1D',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}

/** Breaks a line between characters, never within one: Ukrainian letters are two octets each. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character, 'utf8') > longestLine) {
      parts.push(part);
      part = ' ';
    }
    part += character;
  }
  return [...parts, part].join('\r\n');
}
