// Owns the list of the console's pages, in the order in which the router tries them; each names who may come.
import { accessRoutes } from './access/access.ts';
import { accessPasswordRoutes } from './access/access-password.ts';
import { auditRoutes } from './access/audit.ts';
import { retentionRoutes } from './access/retention.ts';
import { staffRoutes } from './access/staff.ts';
import { staffPersonRoutes } from './access/staff-person.ts';
import { assetRoutes } from './assets.ts';
import { broadcastActRoutes } from './broadcasts/broadcast-acts.ts';
import { amendRoutes } from './broadcasts/broadcast-correct.ts';
import { liveRoutes } from './broadcasts/broadcast-live.ts';
import { newBroadcastRoutes } from './broadcasts/broadcast-new.ts';
import { progressRoutes } from './broadcasts/broadcast-progress.ts';
import { recipientRoutes } from './broadcasts/broadcast-recipients.ts';
import { broadcastRoutes } from './broadcasts/broadcasts.ts';
import { letterRoutes } from './broadcasts/letter.ts';
import { letterFrameRoutes } from './broadcasts/letter-frames.ts';
import { openDataRoutes } from './broadcasts/open-data.ts';
import { purseRoutes } from './broadcasts/purse.ts';
import { registerRoutes } from './broadcasts/register.ts';
import { unknownRoutes } from './broadcasts/unknown.ts';
import { figureRoutes } from './people/figures.ts';
import { listRoutes } from './people/list-upload.ts';
import { peopleRoutes } from './people/people.ts';
import { personRoutes } from './people/person.ts';
import { qrSheetRoutes } from './people/qr-sheet.ts';
import { sourceCountRoutes } from './people/source-counts.ts';
import { sourceRoutes } from './people/sources.ts';
import { calendarRoutes } from './plan/calendar.ts';
import { evidenceRoutes } from './plan/evidence.ts';
import { packRoutes } from './plan/pack.ts';
import { planActRoutes } from './plan/plan-acts.ts';
import { planEditRoutes } from './plan/plan-edit.ts';
import { planVersionRoutes } from './plan/plan-version.ts';
import { plannedRoutes } from './plan/planned.ts';
import { planRoutes } from './plan/plans.ts';
import { reportRoutes } from './plan/report.ts';
import { taskRoutes } from './plan/tasks.ts';
import { timelineRoutes } from './plan/timeline.ts';
import { draftRoutes } from './projects/drafts.ts';
import { eventEditRoutes } from './projects/event-edit.ts';
import { eventRoutes } from './projects/events.ts';
import { pollRoutes } from './projects/polls.ts';
import { projectRoutes } from './projects/project.ts';
import { dutyRoutes } from './questions/duty.ts';
import { entryRoutes } from './questions/entries.ts';
import { helpedRoutes } from './questions/helped.ts';
import { questionRoutes } from './questions/questions.ts';
import { unansweredRoutes } from './questions/unanswered.ts';
import { textRoutes } from './texts/text-routes.ts';
import { todayRoutes } from './today/today.ts';
import type { ConsoleRoute } from './visit.ts';

/** Every page that needs a signed-in person. */
export const pagesOfStaff: readonly ConsoleRoute[] = [
  ...todayRoutes,
  ...planRoutes,
  ...planActRoutes,
  ...planEditRoutes,
  ...planVersionRoutes,
  ...evidenceRoutes,
  ...reportRoutes,
  ...packRoutes,
  ...taskRoutes,
  ...calendarRoutes,
  ...timelineRoutes,
  ...plannedRoutes,
  ...newBroadcastRoutes,
  ...broadcastRoutes,
  ...recipientRoutes,
  ...progressRoutes,
  ...liveRoutes,
  ...letterRoutes,
  ...letterFrameRoutes,
  ...assetRoutes,
  ...broadcastActRoutes,
  ...amendRoutes,
  ...unknownRoutes,
  ...purseRoutes,
  ...questionRoutes,
  ...unansweredRoutes,
  ...entryRoutes,
  ...textRoutes,
  ...helpedRoutes,
  ...dutyRoutes,
  ...eventRoutes,
  ...eventEditRoutes,
  ...pollRoutes,
  ...draftRoutes,
  ...projectRoutes,
  ...sourceRoutes,
  ...sourceCountRoutes,
  ...peopleRoutes,
  ...listRoutes,
  ...personRoutes,
  ...figureRoutes,
  ...registerRoutes,
  ...openDataRoutes,
  ...qrSheetRoutes,
  ...staffRoutes,
  ...staffPersonRoutes,
  ...accessRoutes,
  ...accessPasswordRoutes,
  ...auditRoutes,
  ...retentionRoutes,
];

/**
 * What stands in the navigation: groups in reading order, named by `nav.group.…`, and in each its pages, named by
 * `nav.…`. A page that a role may not see is left out, and so is a group without any.
 */
export const menu = [
  { group: 'today', pages: ['/'] },
  { group: 'plan', pages: ['/plans', '/calendar', '/timeline', '/planned', '/tasks', '/report'] },
  { group: 'broadcasts', pages: ['/broadcasts', '/unknown', '/purse'] },
  {
    group: 'people',
    pages: ['/people', '/figures', '/sources', '/projects', '/drafts', '/events', '/polls', '/register'],
  },
  { group: 'questions', pages: ['/questions', '/unanswered', '/helped', '/duty'] },
  { group: 'texts', pages: ['/texts', '/entries'] },
  { group: 'settings', pages: ['/staff', '/audit', '/retention', '/access'] },
] as const;
