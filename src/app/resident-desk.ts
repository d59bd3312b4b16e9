// Owns what staff see about residents: the look at today; sources are source-desk.ts's, questions are question-desk.ts's.

import { findAudit } from '../../db/audit.ts';
import { listBroadcasts } from '../../db/broadcasts.ts';
import { listAlarms, listGaps } from '../../db/desk.ts';
import { lateQuestions, openQuestions } from '../../db/questions.ts';
import { unknownWaiting } from '../../db/unknown.ts';
import { situationText } from '../core/answer.ts';
import { contestIds } from '../core/contest.ts';
import { type App, currentContent, reading } from './app.ts';
import { broadcastDesk } from './broadcasts/broadcast-desk.ts';
import type { Desk, Today } from './desk.ts';
import { sourceDesk } from './people/source-desk.ts';
import { questionDesk } from './questions/question-desk.ts';
import { alarmWords } from './running/alarm.ts';
import { subscribersLately } from './running/remembered.ts';

/** The residents' part of the desk. */
export function residentDesk(app: App): Pick<Desk, 'questions' | 'sources' | 'today'> {
  return {
    today: () => today(app),
    questions: questionDesk(app),
    sources: sourceDesk(app),
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
    questionsLate: await lateQuestions(reading(app), now),
    unset: Object.values(content.rules).filter(({ value }) => value === null).length,
    backupAt: (await findAudit(reading(app), { acts: ['backup.make'] }, 1))[0]?.at ?? null,
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
    subscribers: await subscribersLately(app),
  };
}
