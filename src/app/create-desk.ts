// Owns putting the use cases of staff together into the one desk that console and command line are given.
import { roles } from '../core/contest.ts';
import type { App } from './app.ts';
import { broadcastDesk } from './broadcasts/broadcast-desk.ts';
import { correctionDesk } from './broadcasts/correction.ts';
import { allChannels } from './broadcasts/expand.ts';
import { showPurse } from './broadcasts/purse.ts';
import { registerDesk } from './broadcasts/register.ts';
import { unknownDesk } from './broadcasts/unknown.ts';
import type { Desk } from './desk.ts';
import { eventDesk } from './events/event-desk.ts';
import { pollDesk } from './events/poll-desk.ts';
import { lettersDesk, withLetterChecks } from './letters/letter-desk.ts';
import { listDesk } from './letters/list-job.ts';
import { figuresDesk } from './people/figures.ts';
import { peopleDesk } from './people/people-desk.ts';
import { retentionDesk } from './people/retention-desk.ts';
import { calendarDesk } from './plan/calendar-desk.ts';
import { evidenceDesk } from './plan/evidence.ts';
import { openDataDesk } from './plan/open-data.ts';
import { outlinedMessages } from './plan/outline.ts';
import { packDesk } from './plan/pack.ts';
import { planDesk } from './plan/plan-desk.ts';
import { plannedMessages } from './plan/planned.ts';
import { reportDesk } from './plan/report.ts';
import { taskDesk } from './plan/task-desk.ts';
import { draftDesk } from './projects/draft-desk.ts';
import { projectDesk } from './projects/project-desk.ts';
import { dutyDesk } from './questions/duty.ts';
import { entryDesk } from './questions/entry-desk.ts';
import { helpedDesk } from './questions/helped-desk.ts';
import { unansweredDesk } from './questions/unanswered-desk.ts';
import { residentDesk } from './resident-desk.ts';
import { staffDesk } from './staff/staff-desk.ts';
import { textDesk } from './texts/text-desk.ts';
import { textLibrary } from './texts/text-library.ts';

/** `media`: the folder that is served as /media, where pictures that staff upload are kept; without it none can be. */
export function createDesk(app: App, { media }: { media: string | null } = { media: null }): Desk {
  return {
    ...residentDesk(app),
    ...staffDesk(app),
    plans: planDesk(app),
    report: reportDesk(app),
    projects: projectDesk(app),
    evidence: evidenceDesk(app),
    events: eventDesk(app),
    polls: pollDesk(app),
    calendar: calendarDesk(app),
    unknown: unknownDesk(app),
    figures: figuresDesk(app),
    people: peopleDesk(app),
    lists: listDesk(app),
    register: registerDesk(app),
    openData: openDataDesk(app),
    retention: retentionDesk(app),
    purse: () => showPurse(app),
    tasks: taskDesk(app),
    duty: dutyDesk(app),
    unanswered: unansweredDesk(app),
    helped: helpedDesk(app),
    texts: textDesk(app),
    library: textLibrary(app, textDesk(app)),
    entries: entryDesk(app, textDesk(app)),
    drafts: draftDesk(app),
    packs: packDesk(app),
    broadcasts: withLetterChecks(app, broadcastDesk(app, media)),
    corrections: correctionDesk(app),
    letters: lettersDesk(app, media),
    planned: (from, to) => plannedMessages(app, from, to),
    outline: (from, to) => outlinedMessages(app, from, to),
    phrase: (key) => app.files.phrases[key] ?? key,
    roles,
    channels: [...allChannels(app), ...outlets(app)],
  };
}

/** The city's own public places, which a broadcast reaches only where staff name them. */
function outlets(app: App): string[] {
  return app.channels.filter(({ outlet }) => outlet !== undefined).map(({ name }) => name);
}
