// Owns the list of ideas that residents show by a link: what everybody can read there, and taking one down with a reason.
import { html } from 'hono/html';
import { longestReason, type SharedDraftView } from '../../../app/projects/draft-desk.ts';
import type { Html } from '../../layout.ts';
import { button, postForm, textArea } from '../fields.ts';
import { moment, terms } from '../show.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Shown, type Visit } from '../visit.ts';

export const draftRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/drafts', who: everyone, answer: (visit) => draftsPage(visit) },
  { method: 'POST', path: '/drafts/:code/down', who: everyone, answer: takeDown },
];

/** A reason that could not be taken, kept so that nobody types it twice. */
type Trouble = { code: string; text: string; error?: string };

async function draftsPage(visit: Visit, trouble: Trouble | null = null): Promise<Shown> {
  const { desk, say } = visit;
  const drafts = await desk.drafts.list();
  const body = html`<p>${say('drafts.means')}</p>
${drafts.length > 0 ? drafts.map((one) => sharedDraft(visit, one, trouble)) : html`<p>${say('drafts.none')}</p>`}`;
  return { title: say('drafts.title'), body };
}

function sharedDraft(visit: Visit, draft: SharedDraftView, trouble: Trouble | null): Html {
  const { csrf, say } = visit;
  const { code, name, contest, parts, changedAt } = draft;
  const mine = trouble?.code === code ? trouble : null;
  const scope = `draft-${code}`;
  const reason = textArea({
    name: 'reason',
    scope,
    label: say('drafts.reason'),
    hint: say('drafts.reasonHint', { n: longestReason }),
    required: true,
    value: mine?.text,
    error: mine?.error,
  });
  const form = postForm({
    action: `/drafts/${encodeURIComponent(code)}/down`,
    csrf,
    body: html`${reason}${button(say('drafts.down'), { look: 'grave', about: name })}`,
  });
  return html`<article class="sheet" id="${scope}" aria-label="${name}"><h2>${name}</h2>
<p class="soft">${say(`contest.${contest}`)} · ${moment(changedAt)} · <a href="/support/${code}">${say('drafts.page')}</a></p>
${terms(parts.map(({ title, value }) => [title, value] as const))}
${form}</article>`;
}

async function takeDown(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const code = visit.param('code');
  const text = form.text('reason');
  if (text === '') {
    const again = await draftsPage(visit, { code, text, error: say('error.required') });
    return { ...again, status: 422, flash: problem(say('form.check')) };
  }
  const result = await desk.drafts.takeDown(code, text, member.email);
  if (result.ok) return done('/drafts', 'draftDown');
  return { ...(await draftsPage(visit, { code, text })), status: 409, flash: problem(result.message) };
}
