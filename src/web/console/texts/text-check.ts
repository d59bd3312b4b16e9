// Owns the page that says in words what is wrong, missing or doubtful in all texts, each with the way to its text.
import { html } from 'hono/html';
import type { StageDate } from '../../../app/desk.ts';
import type { Finding } from '../../../app/texts/text-findings.ts';
import { findingCodes } from '../../../app/texts/text-findings.ts';
import type { TextHead } from '../../../app/texts/text-library.ts';
import { closingMoment } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { link, moment } from '../show.ts';
import { type ConsoleRoute, everyone, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { findingWords, textLink, textPath, textTitle } from './text-words.ts';

export const textCheckRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/texts/check', who: everyone, answer: checkPage },
];

/** So many findings of a code are named; more are counted. */
const mostOfCode = 150;

async function checkPage(visit: Visit): Promise<Shown> {
  const { desk, say } = visit;
  const [{ differs, findings, leftOut }, heads, dates] = await Promise.all([
    desk.library.check(),
    headsOf(visit),
    desk.calendar.show(),
  ]);
  const errors = findings.filter(({ level }) => level === 'error').length;
  const groups = findingCodes.map((code) =>
    group(
      say,
      heads,
      findings.filter((one) => one.code === code),
    ),
  );
  const body = html`<p>${link('/texts', say('text.back'))}</p>
<p>${errors === 0 ? say('textCheck.good') : say('textCheck.errors', { n: errors })}</p>
${texts(say, say('texts.leftOut'), leftOut)}${groups}
${movedList(say, dates)}
${texts(say, say('textCheck.differs'), differs)}
${differs.length > 0 ? html`<p>${link('/texts/export', say('texts.export'))}</p>` : ''}`;
  return { title: say('textCheck.title'), body };
}

/** Dates that staff changed stand on the console only: the file still says the others. */
function movedList(say: Say, dates: readonly StageDate[]): Html {
  const moved = dates.filter(({ changed }) => changed);
  if (moved.length === 0) return html``;
  const items = moved.map(({ contest, opens, closes, stage, title }) => {
    const name = `${title} (${say(`contest.${contest}`)})`;
    return html`<li>${link(`/calendar/${contest}/${stage}`, name)}: ${moment(opens)} – ${closingMoment(closes)}</li>`;
  });
  return html`<h2>${say('textCheck.moved')}</h2><ul>${items}</ul>`;
}

type Heads = ReadonlyMap<string, TextHead>;

async function headsOf({ desk }: Visit): Promise<Heads> {
  const kinds = ['instruction', 'faq', 'phrase', 'rule', 'letter', 'notice'] as const;
  const all = (await Promise.all(kinds.map((kind) => desk.library.list(kind)))).flat();
  return new Map(all.map((head) => [`${head.kind}:${head.key}`, head]));
}

function texts(say: Say, title: string, heads: readonly TextHead[]): Html {
  if (heads.length === 0) return html``;
  return html`<h2>${title}</h2><ul>${heads.map((head) => html`<li>${textLink(say, head)}</li>`)}</ul>`;
}

/** One kind of finding under its heading: by text where several sentences are about the same. */
function group(say: Say, heads: Heads, findings: readonly Finding[]): Html {
  const [first] = findings;
  if (!first) return html``;
  const byText = [...Map.groupBy(findings, ({ text }) => (text ? `${text.kind}:${text.key}` : ''))];
  const items = byText.slice(0, mostOfCode).map(([name, some]) => {
    const said = some.map((one) => findingWords(say, one)).join(' ');
    const text = some[0]?.text;
    const head = heads.get(name);
    return text && head
      ? html`<li>${link(textPath(text), textTitle(say, head))}: ${said}</li>`
      : html`<li>${said}</li>`;
  });
  const more = byText.length - items.length;
  return html`<h2>${say(`finding.title.${first.code}`)}</h2><p class="soft">${say(`finding.level.${first.level}`)}: ${findings.length}</p><ul>${items}</ul>${more > 0 ? html`<p>${say('text.messages.more', { n: more })}</p>` : ''}`;
}
