// Owns walking everything that the bot can say to a resident: every question, instruction and menu, for each contest and role.
import { partSaid } from '../../src/core/answer.ts';
import { type ContestId, contestIds, type Role, roles, type Stage } from '../../src/core/contest.ts';
import {
  type Conversation,
  freshConversation,
  noLinking,
  type Resident,
} from '../../src/core/dialog/conversation.ts';
import { answer } from '../../src/core/dialog/dialog.ts';
import { noLook } from '../../src/core/dialog/dialog-turn.ts';
import { occurrencesOf } from '../../src/core/occurrences/occurrence.ts';
import type { Content } from '../../src/core/texts.ts';
import { dayMs } from '../../src/core/time.ts';
import { confirmed, line } from '../core/occurrence-sources.ts';
import { realContent } from '../support/harness.ts';
import type { Reading } from './laws.ts';

/** A reading with what led to it. */
export type Walked = Reading & { way: string };

const whichContest = [null, ...contestIds] as const;
const whichRole = [null, ...roles] as const;
const commands = [
  '/start',
  '/stage',
  '/role',
  '/contest',
  '/help',
  '/subscribe',
  '/digest',
  '/voted',
  '/mute',
] as const;

/** Everything that is said in the chat at an instant. */
export function* said(content: Content, now: number): Generator<Walked> {
  for (const contest of whichContest) {
    for (const role of whichRole) {
      for (const command of commands) {
        for (const short of command === '/role' ? [false, true] : [false])
          yield* heard(content, { contest, role, now, command, short });
      }
    }
    for (const [id, entry] of Object.entries(content.faq)) {
      for (const short of entry.instruction ? [false, true] : [false])
        yield* heard(content, { contest, role: null, now, command: `/faq ${id}`, short });
      yield* parts(content, { id, contest, now });
    }
  }
}

type Turn = { contest: ContestId | null; role: Role | null; now: number; command: string; short: boolean };

function* heard(content: Content, turn: Turn): Generator<Walked> {
  const { contest, role, now, command, short } = turn;
  const resident: Resident = {
    contest,
    role,
    source: null,
    reminders: [],
    channels: ['telegram'],
    since: now,
    reachable: [],
    prefers: null,
    pace: null,
    muted: [],
    voted: [],
  };
  const conversation: Conversation = { ...freshConversation, short };
  const { replies } = answer({
    inbound: { kind: 'choice', value: command, channel: 'telegram', address: 'ann', eventId: '1', at: now },
    resident,
    conversation,
    content,
    now,
    understand: () => ({ kind: 'unknown', answer: null, alternatives: [], confidence: 0 }),
    landingOf: () => null,
    privacyUrl: 'https://uchast.example/privacy',
    channelTitle: (channel) => channel,
    linking: noLinking,
    asked: null,
    look: noLook,
  });
  const id = command.startsWith('/faq ') ? command.slice('/faq '.length) : null;
  const home = id === null || id.startsWith('u.') ? null : (content.faq[id]?.stage ?? null);
  for (const { text } of replies) {
    yield {
      text,
      content,
      now,
      contest: contestRead(id, contest),
      home: home === 'any' ? null : home,
      way: `${command}${short ? ' (short)' : ''} as ${role ?? 'anybody'}`,
    };
  }
}

/** A pupils' question is about the school contest; what both contests concern may name the dates of both. */
function contestRead(id: string | null, contest: ContestId | null): ContestId | null {
  if (id?.startsWith('k.')) return 'kids';
  return id === null ? contest : (contest ?? 'city');
}

function* parts(
  content: Content,
  of: { id: string; contest: ContestId | null; now: number },
): Generator<Walked> {
  const { id, contest, now } = of;
  for (const asked of Object.keys(content.faq[id]?.parts ?? {})) {
    const part = partSaid(content, id, { asked, contest, now });
    if (part)
      yield {
        text: part.text,
        content,
        now,
        contest: contestRead(id, contest),
        home: null,
        way: `part ${asked} of ${id}`,
      };
  }
}

/** Everything that goes out by itself, at its hour and at its last useful moment. */
export function* sent(content: Content): Generator<Walked & { problem: string | null }> {
  const sources = {
    content,
    lines: [confirmed(line('1.1', 'telegram')), confirmed(line('1.5', 'email'))],
    events: [],
    channels: { chats: ['telegram'], letters: ['email'] },
    digests: contestIds,
    publicUrl: 'https://uchast.example',
  };
  const stages = stagesOf(content);
  const from = Math.min(...stages.map(({ opens }) => opens)) - 30 * dayMs;
  const to = Math.max(...stages.map(({ closes }) => closes)) + 30 * dayMs;
  for (const one of occurrencesOf(sources, from, to)) {
    const { at, lastUsefulAt, body, contest, key } = one;
    for (const now of [at, lastUsefulAt - 1]) {
      const text = [body.subject ?? '', body.preheader ?? '', body.text].join('\n');
      yield {
        text,
        content,
        now,
        contest,
        home: null,
        way: key,
        problem: at < lastUsefulAt ? null : `${key} is never of use`,
      };
    }
  }
}

/** Instants at which something changes: a moment before, at and after each opening and closing, and far away from all. */
export function turningPoints(content: Content): number[] {
  const stages = stagesOf(content);
  const edges = stages.flatMap(({ opens, closes }) => [opens, closes]);
  const near = edges.flatMap((edge) => [edge - 1, edge, edge + dayMs / 2]);
  const far = [Math.min(...edges) - 60 * dayMs, Math.max(...edges) + 400 * dayMs];
  return [...new Set([...near, ...far])].sort((a, b) => a - b);
}

/** The stages of both contests; where the calendar is empty, those of the demo city, so that there are days to look at. */
function stagesOf(content: Content): Stage[] {
  const own = contestIds.flatMap((id) => content.contests[id].cycle.stages);
  return own.length > 0 ? own : contestIds.flatMap((id) => realContent().contests[id].cycle.stages);
}
