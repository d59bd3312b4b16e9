// Owns what staff see and do about residents: handed-over questions, sources of deep links, and the look at today.

import { listBroadcasts } from '../../db/broadcasts.ts';
import {
  changeQuestion,
  findQuestion,
  listAlarms,
  listGaps,
  listQuestions,
  openQuestions,
} from '../../db/desk.ts';
import { eq } from '../../db/drizzle.ts';
import { addDeliveries } from '../../db/ledger.ts';
import { addSource, listSources, subscribersByChannel } from '../../db/people.ts';
import { unknownWaiting } from '../../db/unknown.ts';
import { phrase, situationText } from '../core/answer.ts';
import { sourcePattern } from '../core/command.ts';
import { contestIds } from '../core/contest.ts';
import { factsFor } from '../core/facts.ts';
import { alarmWords } from './alarm.ts';
import { type App, currentContent, reading, writing } from './app.ts';
import { writeAudit } from './audit.ts';
import { broadcastDesk } from './broadcast-desk.ts';
import type { Desk, Today } from './desk.ts';
import { refuse } from './refusal.ts';
import { replyRow } from './reply-row.ts';

/** The residents' part of the desk. */
export function residentDesk(app: App): Pick<Desk, 'questions' | 'sources' | 'today'> {
  return {
    today: () => today(app),
    questions: {
      list: async () =>
        (await listQuestions(reading(app))).map(({ question, channel }) => {
          const { id, text, askedAt, answeredAt, answeredBy, answer } = question;
          return { id, text, channel: channel ?? '', askedAt, answeredAt, answeredBy, answer };
        }),
      answer: (id, text, by) => answerQuestion(app, id, { text, by }),
    },
    sources: {
      list: () => listSources(reading(app)),
      add: async (name, target, by) => {
        if (!sourcePattern.test(name)) return refuse(app, 'source.name', { name });
        await writing(app, async (at) => {
          await addSource(at, { name, target, createdAt: app.clock.now() });
          await writeAudit(at, app, { actor: by, act: 'source.add', object: name });
        });
        const row = (await listSources(reading(app))).find((source) => source.name === name);
        return { ok: true, value: row ?? { name, target, visits: 0 } };
      },
    },
  };
}

async function today(app: App): Promise<Today> {
  const now = app.clock.now();
  const content = await currentContent(app);
  const broadcasts = await broadcastDesk(app, null).list();
  const approved = await listBroadcasts(reading(app), ['approved']);
  const next = new Set(approved.filter((row) => row.at > now).map((row) => row.id));
  return {
    now,
    situations: contestIds.map((contest) => ({ contest, text: situationText(content, { contest, now }) })),
    next: broadcasts.filter((row) => next.has(row.id)).reverse(),
    waiting: broadcasts.filter((row) => row.state === 'waiting'),
    questions: await openQuestions(reading(app)),
    gaps: (await listGaps(reading(app))).map(({ rule, times }) => ({
      rule,
      label: content.rules[rule]?.label ?? rule,
      times,
    })),
    alarms: (await listAlarms(reading(app))).map(({ key, text, raisedAt }) => {
      return { key, text: alarmWords(content, { key, text }), raisedAt };
    }),
    unknown: await unknownWaiting(reading(app)),
    training: app.sendTo.kind !== 'everyone',
    subscribers: await subscribersByChannel(reading(app)),
  };
}

/** The answer goes into the chat from which the question came, once, and says that it is no official answer. */
async function answerQuestion(
  app: App,
  id: string,
  of: { text: string; by: string },
): ReturnType<Desk['questions']['answer']> {
  const words = of.text.trim();
  if (words === '') return refuse(app, 'question.empty');
  const outcome = await writing(app, async (at) => {
    const question = await findQuestion(at, id);
    if (!question) return refuse(app, 'question.unknown');
    if (question.answeredAt !== null) return refuse(app, 'question.answered');
    const now = app.clock.now();
    const address = (
      await at.s.select().from(at.t.address).where(eq(at.t.address.id, question.addressId))
    )[0];
    if (!address) return refuse(app, 'question.gone');
    const facts = factsFor(app.files, { contest: 'city', now });
    const text = phrase(app.files, 'human.answer', facts, { answer: words });
    const row = replyRow(app, {
      reply: { text, choices: [] },
      person: { id: question.personId },
      address,
      now,
    });
    // Somebody who fetches answers on the city's page may come back only after days.
    await addDeliveries(at, [{ ...row, expiresAt: now + 30 * 86_400_000 }]);
    await changeQuestion(at, id, { answeredAt: now, answeredBy: of.by, answer: words });
    await writeAudit(at, app, { actor: of.by, act: 'question.answer', object: id });
    return { ok: true as const, value: null, channel: address.channel };
  });
  if (!outcome.ok) return outcome;
  app.nudge(outcome.channel);
  return { ok: true, value: null };
}
