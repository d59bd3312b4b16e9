// Owns the list of the console's pages, in the order in which the router tries them; each names who may come.
import { accessRoutes } from './access.ts';
import { accessPasswordRoutes } from './access-password.ts';
import { assetRoutes } from './assets.ts';
import { auditRoutes } from './audit.ts';
import { broadcastActRoutes } from './broadcast-acts.ts';
import { amendRoutes } from './broadcast-correct.ts';
import { liveRoutes } from './broadcast-live.ts';
import { newBroadcastRoutes } from './broadcast-new.ts';
import { progressRoutes } from './broadcast-progress.ts';
import { recipientRoutes } from './broadcast-recipients.ts';
import { broadcastRoutes } from './broadcasts.ts';
import { calendarRoutes } from './calendar.ts';
import { draftRoutes } from './drafts.ts';
import { dutyRoutes } from './duty.ts';
import { entryRoutes } from './entries.ts';
import { eventEditRoutes } from './event-edit.ts';
import { eventRoutes } from './events.ts';
import { evidenceRoutes } from './evidence.ts';
import { figureRoutes } from './figures.ts';
import { helpedRoutes } from './helped.ts';
import { letterRoutes } from './letter.ts';
import { letterFrameRoutes } from './letter-frames.ts';
import { listRoutes } from './list-upload.ts';
import { openDataRoutes } from './open-data.ts';
import { packRoutes } from './pack.ts';
import { peopleRoutes } from './people.ts';
import { personRoutes } from './person.ts';
import { planActRoutes } from './plan-acts.ts';
import { planEditRoutes } from './plan-edit.ts';
import { planVersionRoutes } from './plan-version.ts';
import { plannedRoutes } from './planned.ts';
import { planRoutes } from './plans.ts';
import { pollRoutes } from './polls.ts';
import { projectRoutes } from './project.ts';
import { purseRoutes } from './purse.ts';
import { qrSheetRoutes } from './qr-sheet.ts';
import { questionRoutes } from './questions.ts';
import { registerRoutes } from './register.ts';
import { reportRoutes } from './report.ts';
import { retentionRoutes } from './retention.ts';
import { sourceCountRoutes } from './source-counts.ts';
import { sourceRoutes } from './sources.ts';
import { staffRoutes } from './staff.ts';
import { staffPersonRoutes } from './staff-person.ts';
import { taskRoutes } from './tasks.ts';
import { textRoutes } from './text-routes.ts';
import { timelineRoutes } from './timeline.ts';
import { todayRoutes } from './today.ts';
import { unansweredRoutes } from './unanswered.ts';
import { unknownRoutes } from './unknown.ts';
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
