// Owns the sheets that are printed: one page of large type for a stage, for service centres and people without a smartphone.
import { html, raw } from 'hono/html';
import { situationText } from '../../core/answer.ts';
import {
  type Contest,
  type ContestId,
  contestIds,
  findStage,
  type Role,
  roles,
  type Stage,
  type StageId,
  stageIds,
} from '../../core/contest.ts';
import { contactOf, dateInWords, factsFor, say } from '../../core/facts.ts';
import { type Content, instructionKey } from '../../core/texts.ts';
import { lastDay, localDate } from '../../core/time.ts';
import { longDate } from '../../core/ukrainian.ts';
import type { Html } from '../layout.ts';
import type { ResidentPage } from './frame.ts';
import type { Moment } from './options.ts';
import { qrSvg } from './qr.ts';
import { linked, paragraphs } from './text.ts';

/** Where the style of printed sheets is served. */
export const printStyle = '/print.css';
/** The source of who came from a printed sheet. */
const printSource = 'print';

/** Whose steps fill the sheet of a stage; the others get theirs in a sentence. */
const mainRole: Readonly<Record<StageId, Role>> = {
  preparation: 'author',
  submission: 'author',
  support: 'supporter',
  review: 'author',
  revision: 'author',
  appeal: 'author',
  campaigning: 'voter',
  voting: 'voter',
  results: 'voter',
  implementation: 'voter',
  reporting: 'voter',
};

/** Rules that say where to go in person, by stage. */
const placesOf: Readonly<Partial<Record<StageId, readonly string[]>>> = {
  submission: ['paperPlaces'],
  support: ['paperPlaces'],
  voting: ['offlinePlaces', 'offlineDocs'],
};

type Sheet = { contest: ContestId; stage: StageId; publicUrl: string };

/** The contest and stage that the address names; null where there is no such sheet. */
export function sheetNamed(
  contest: string | undefined,
  stage: string | undefined,
): Pick<Sheet, 'contest' | 'stage'> | null {
  const [ofContest] = contestIds.filter((id) => id === contest);
  const [ofStage] = stageIds.filter((id) => id === stage);
  return ofContest && ofStage ? { contest: ofContest, stage: ofStage } : null;
}

/** The list of all sheets, those of the calendar first named with their dates. */
export function printIndex({ content, words }: Moment): ResidentPage {
  const sheets = (contest: Contest) =>
    stageIds.map((id) => {
      const stage = findStage(contest, id);
      const title = stage?.title ?? content.phrases[`stage.${id}`] ?? id;
      const when = stage
        ? words('web.print.dates', {
            start: dateInWords(content, contest, localDate(stage.opens)),
            end: dateInWords(content, contest, lastDay(stage.closes)),
          })
        : words('web.print.noDates');
      return html`<li><a href="/print/${contest.id}/${id}">${title}</a> <span class="soft">${when}</span></li>`;
    });
  return {
    title: words('web.print.title'),
    body: html`<p class="lead">${words('web.print.lead')}</p>
${contestIds.map((id) => html`<section><h2>${content.contests[id].title}</h2><ul>${sheets(content.contests[id])}</ul></section>`)}`,
  };
}

/** One sheet as a whole document: A4, type of at least 14 points, no script, everything on one page. */
export function printSheet(moment: Moment, sheet: Sheet): Html {
  const { content, words } = moment;
  const contest = content.contests[sheet.contest];
  const title = titleOf(content, sheet);
  return html`<!doctype html>
<html lang="uk">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} — ${contest.short}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${printStyle}">
</head>
<body>
<p class="screen"><a href="/print">${words('web.print.all')}</a> ${words('web.print.how')}</p>
<main>
<p class="contest">${contest.title}</p>
<h1>${title}</h1>
${bodyOf(moment, sheet)}
${footOf(moment, sheet)}
</main>
</body>
</html>`;
}

function titleOf(content: Content, { contest, stage }: Sheet): string {
  return content.instructions[instructionKey(contest, stage, mainRole[stage])]?.title ?? stage;
}

/** The instruction; for a contest that does not run, and for a stage that is over or has no dates, how things stand. */
function bodyOf(moment: Moment, sheet: Sheet): Html {
  const { content, now, words } = moment;
  const contest = content.contests[sheet.contest];
  const stage = findStage(contest, sheet.stage);
  const situation = paragraphs(situationText(content, { contest: sheet.contest, now }));
  if (contest.cycle.state !== 'running') return html`<div class="now">${situation}</div>`;
  if (!stage)
    return html`<p class="lead">${words('web.print.noDates')}</p><div class="now">${situation}</div>`;
  const end = dateInWords(content, contest, lastDay(stage.closes));
  if (now >= stage.closes)
    return html`<p class="lead">${words('web.print.over', { end })}</p><div class="now">${situation}</div>`;
  return instructionOf(moment, sheet, stage);
}

function instructionOf({ content, now, words }: Moment, sheet: Sheet, stage: Stage): Html {
  const main = mainRole[sheet.stage];
  const record = content.instructions[instructionKey(sheet.contest, sheet.stage, main)];
  if (!record) throw new Error(`no instruction ${instructionKey(sheet.contest, sheet.stage, main)}`);
  const contest = content.contests[sheet.contest];
  const facts = factsFor(content, { contest: sheet.contest, now, stage: sheet.stage });
  const fill = (template: string) => linked(say(content, template, facts).text);
  const others = roles.filter((role) => role !== main);
  const short = (role: Role) =>
    content.instructions[instructionKey(sheet.contest, sheet.stage, role)]?.short ?? '';
  return html`<p class="lead">${fill(record.deadline)}</p>
<p>${words('web.print.stage', {
    name: stage.title,
    start: dateInWords(content, contest, localDate(stage.opens)),
    end: dateInWords(content, contest, lastDay(stage.closes)),
  })}</p>
<ol>${record.steps.map((step) => html`<li>${fill(step)}</li>`)}</ol>
${record.documents.length > 0 ? html`<h2>${words('instruction.documents')}</h2><ul>${record.documents.map((item) => html`<li>${fill(item)}</li>`)}</ul>` : ''}
${record.warning ? html`<p class="warning">${fill(record.warning)}</p>` : ''}
<dl>${others.map((role) => html`<dt>${words(`web.print.role.${role}`)}</dt><dd>${fill(short(role))}</dd>`)}</dl>`;
}

/** Whom to ask and where to go, with a code for those who do have a smartphone. */
function footOf({ content, now, words }: Moment, { contest, stage, publicUrl }: Sheet): Html {
  const url = `${publicUrl}/go/${printSource}`;
  const facts = factsFor(content, { contest, now });
  const set = (key: string) => {
    const value = content.rules[key]?.value;
    return value !== null && value !== undefined && value !== '';
  };
  const places = (placesOf[stage] ?? [])
    .filter(set)
    .map((key) => html`<p>${content.rules[key]?.label}: ${say(content, `{${key}}`, facts).text}</p>`);
  return html`<footer>
<div class="ask">
<h2>${words('web.print.ask')}</h2>
${contest === 'kids' ? html`<p>${words('web.print.coordinator')}</p>` : ''}
<p class="contact">${contactOf(content)}</p>
${set('teamHours') ? html`<p>${words('web.print.hours')} ${say(content, '{teamHours}', facts).text}</p>` : ''}
${places}
<p class="small">${words('web.print.made', { value: longDate(localDate(now)) })}</p>
</div>
<div class="code">
${raw(qrSvg(url, words('web.qr.title', { value: url })))}
<p class="small">${words('web.print.code')}<br>${url}</p>
</div>
</footer>`;
}
