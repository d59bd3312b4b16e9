// Owns putting the use cases of staff together into the one desk that console and command line are given.
import { roles } from '../core/contest.ts';
import type { App } from './app.ts';
import { broadcastDesk } from './broadcast-desk.ts';
import { calendarDesk } from './calendar-desk.ts';
import { correctionDesk } from './correction.ts';
import type { Desk } from './desk.ts';
import { draftDesk } from './draft-desk.ts';
import { dutyDesk } from './duty.ts';
import { entryDesk } from './entry-desk.ts';
import { eventDesk } from './event-desk.ts';
import { evidenceDesk } from './evidence.ts';
import { allChannels } from './expand.ts';
import { figuresDesk } from './figures.ts';
import { helpedDesk } from './helped-desk.ts';
import { lettersDesk, withLetterChecks } from './letter-desk.ts';
import { listDesk } from './list-job.ts';
import { openDataDesk } from './open-data.ts';
import { outlinedMessages } from './outline.ts';
import { packDesk } from './pack.ts';
import { peopleDesk } from './people-desk.ts';
import { planDesk } from './plan-desk.ts';
import { plannedMessages } from './planned.ts';
import { pollDesk } from './poll-desk.ts';
import { projectDesk } from './project-desk.ts';
import { showPurse } from './purse.ts';
import { registerDesk } from './register.ts';
import { reportDesk } from './report.ts';
import { residentDesk } from './resident-desk.ts';
import { retentionDesk } from './retention-desk.ts';
import { staffDesk } from './staff-desk.ts';
import { taskDesk } from './task-desk.ts';
import { textDesk } from './text-desk.ts';
import { textLibrary } from './text-library.ts';
import { unansweredDesk } from './unanswered-desk.ts';
import { unknownDesk } from './unknown.ts';

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
