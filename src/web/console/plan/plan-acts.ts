// Owns what staff do to a plan: confirming rows, taking that back, adding the event of a row, setting a plan aside.
import { contestIds, type StageId, stageIds } from '../../../core/contest.ts';
import { readInstant } from '../../../core/time.ts';
import { errorsOf, hasErrors, oneOf } from '../form.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Visit } from '../visit.ts';
import { asksStages } from './plan-row.ts';
import { pageOfRow, planPage } from './plans.ts';

export const planActRoutes: readonly ConsoleRoute[] = [
  { method: 'POST', path: '/plans/:id/confirm', who: everyone, answer: confirmRow },
  { method: 'POST', path: '/plans/:id/unconfirm', who: everyone, answer: unconfirmRow },
  { method: 'POST', path: '/plans/:id/confirm-all', who: everyone, answer: confirmAll },
  { method: 'POST', path: '/plans/:id/event', who: everyone, answer: addEvent },
  { method: 'POST', path: '/plans/:id/drop', who: everyone, answer: dropPlan },
];

const pathOf = (visit: Visit) => `/plans/${encodeURIComponent(visit.param('id'))}`;

/** Where the row stands, as the form remembered it. */
function placeOf({ form }: Visit): { place?: string; page?: number } {
  const place = form.text('place');
  return /^\d{1,5}$/.test(place) ? { place: `row-${place}`, page: pageOfRow(Number(place)) } : {};
}

async function confirmRow(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const id = visit.param('id');
  const key = form.text('key');
  const plan = await desk.plans.show(id);
  const row = plan?.rows.find((one) => one.line.key === key);
  if (!row) return planPage(visit, null, problem(say('row.gone')));
  const stages = asksStages(row) ? chosenStages(visit) : null;
  if (stages?.length === 0) {
    const trouble = { key, values: {}, errors: { stages: say('row.noStages') } };
    return { ...(await planPage(visit, trouble, problem(say('form.check')))), status: 422 };
  }
  const result = await desk.plans.confirm(id, key, member.email, stages);
  if (!result.ok) return planPage(visit, null, problem(result.message));
  return done(pathOf(visit), 'confirmed', placeOf(visit));
}

function chosenStages({ form }: Visit): StageId[] {
  const chosen = form.all('stages');
  return stageIds.filter((stage) => chosen.includes(stage));
}

async function unconfirmRow(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const result = await desk.plans.unconfirm(visit.param('id'), form.text('key'), member.email);
  if (!result.ok) return planPage(visit, null, problem(result.message));
  return done(pathOf(visit), 'unconfirmed', placeOf(visit));
}

async function confirmAll(visit: Visit): Promise<Answer> {
  const { desk, member } = visit;
  const result = await desk.plans.confirmAll(visit.param('id'), member.email);
  if (!result.ok) return planPage(visit, null, problem(result.message));
  return done(pathOf(visit), 'confirmedAll', { count: result.value.confirmed.length });
}

async function dropPlan(visit: Visit): Promise<Answer> {
  const { desk, member } = visit;
  const result = await desk.plans.drop(visit.param('id'), member.email);
  if (!result.ok) return planPage(visit, null, problem(result.message));
  return done('/plans', 'dropped');
}

const eventFields = ['title', 'startsAt', 'place', 'link', 'contest', 'stage'] as const;

async function addEvent(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const key = form.text('key');
  const values = Object.fromEntries(eventFields.map((name) => [name, form.text(name)]));
  const event = readEvent(visit);
  const refuse = async (errors: Record<string, string>, text: string): Promise<Answer> => ({
    ...(await planPage(visit, { key, values, errors }, problem(text))),
    status: 422,
  });
  if ('errors' in event) return refuse(event.errors, say('form.check'));
  const added = await desk.plans.addEvent({ ...event, planId: visit.param('id'), line: key }, member.email);
  if (!added.ok) return refuse({}, added.message);
  return done(pathOf(visit), 'eventAdded', placeOf(visit));
}

function readEvent({ form, say, now }: Visit) {
  const startsAt = readInstant(form.text('startsAt'));
  const contest = oneOf(contestIds, form.text('contest'));
  const stage = oneOf(stageIds, form.text('stage'));
  const link = form.text('link');
  const [title, place] = [form.text('title'), form.text('place')];
  const errors = errorsOf({
    title: title ? null : say('error.required'),
    place: place ? null : say('error.required'),
    startsAt: startsAt === null ? say('error.moment') : startsAt <= now ? say('error.past') : null,
    link: link === '' || isWebAddress(link) ? null : say('error.link'),
    contest: contest ? null : say('error.choose'),
    stage: stage ? null : say('error.choose'),
  });
  if (hasErrors(errors) || startsAt === null || !contest || !stage) return { errors };
  return { title, place, startsAt, link: link === '' ? null : link, contest, stage };
}

/** Only addresses that a browser opens as a page; anything else in a link could act in the reader's name. */
function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || url?.protocol === 'http:';
}
