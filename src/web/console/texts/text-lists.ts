// Owns the lists of texts, a page a kind: instructions by contest, stage and role, answers by topic, phrases by theme,
// rules with their values, letters and reminders.
import { html } from 'hono/html';
import type { TextHead } from '../../../app/texts/text-library.ts';
import { contestIds, roles, stageIds } from '../../../core/contest.ts';
import { isToStaff } from '../../../core/letter-places.ts';
import { type TextKind, textKinds } from '../../../core/revision.ts';
import type { Html } from '../../layout.ts';
import { oneOf } from '../form.ts';
import { link, table } from '../show.ts';
import { type ConsoleRoute, everyone, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { noText } from './text-edit.ts';
import { stateTags, textLink, textPath, withoutPlaces } from './text-words.ts';

export const textListRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/texts/:kind', who: everyone, answer: listPage },
];

async function listPage(visit: Visit): Promise<Shown> {
  const { desk, param, say } = visit;
  const kind = oneOf(textKinds, param('kind'));
  if (!kind) return noText(visit);
  const heads = await desk.library.list(kind);
  const body = html`<p>${link('/texts', say('text.back'))}</p><p>${say(`text.listMeans.${kind}`)}</p>${listOf(visit, kind, heads)}`;
  return { title: say(`text.list.${kind}`), body };
}

function listOf(visit: Visit, kind: TextKind, heads: readonly TextHead[]): Html {
  const { say } = visit;
  switch (kind) {
    case 'instruction':
      return instructionTables(say, heads);
    case 'faq':
      return html`${link('/entries/new', say('texts.newEntry'))}${grouped(say, heads, topicOf)}`;
    case 'phrase':
      return phraseThemes(visit, heads);
    case 'rule':
      return ruleTable(say, heads);
    case 'letter':
      return letterTables(say, heads);
    case 'notice':
      return plainTable(say, say(`text.list.${kind}`), heads);
  }
}

/** A table a contest: a stage a row, a role a column. */
function instructionTables(say: Say, heads: readonly TextHead[]): Html {
  const byKey = new Map(heads.map((head) => [head.key, head]));
  const cell = (key: string): Html => {
    const head = byKey.get(key);
    return head ? html`${link(textPath(head), head.title)}${stateTags(say, head)}` : html``;
  };
  const tables = contestIds.map((contest) =>
    table({
      caption: say('text.instructionsOf', { contest: say(`contest.${contest}`) }),
      head: [say('text.stage'), ...roles.map((role) => say(`role.${role}`))],
      rows: stageIds.map((stage) => [
        say(`stage.${stage}`),
        ...roles.map((role) => cell(`${contest}.${stage}.${role}`)),
      ]),
    }),
  );
  return html`${tables}`;
}

const topics = ['pb', 'a', 'r', 's', 'c', 'v', 'w', 'i', 'k', 'u', 'x'] as const;

/** Answers are named by their topic: `v.how`. */
function topicOf(say: Say, { key }: TextHead): string {
  return say(`text.topic.${oneOf(topics, key.split('.')[0] ?? '') ?? 'x'}`);
}

function grouped(say: Say, heads: readonly TextHead[], nameOf: (say: Say, head: TextHead) => string): Html {
  const groups = Map.groupBy(heads, (head) => nameOf(say, head));
  return html`${[...groups].map(([name, some]) => html`<h2>${name}</h2><ul>${some.map((head) => html`<li>${textLink(say, head)}</li>`)}</ul>`)}`;
}

const themes = {
  now: ['now', 'stage', 'home', 'unset', 'fact', 'instruction', 'instructions', 'contest', 'role', 'scope'],
  menu: [
    'menu',
    'button',
    'command',
    'welcome',
    'help',
    'choices',
    'answer',
    'unknown',
    'smalltalk',
    'unsupported',
    'helped',
  ],
  reminders: [
    'subscribe',
    'subscribed',
    'stop',
    'stopped',
    'reminders',
    'prefer',
    'mute',
    'unmute',
    'digest',
    'topic',
    'why',
    'consent',
    'correction',
    'follow',
    'followed',
    'unfollowed',
  ],
  people: ['human', 'ask', 'asking', 'personal', 'joining', 'group'],
  data: ['data', 'mydata', 'erase', 'export', 'link', 'email'],
  projects: ['project', 'projects', 'voted'],
  events: ['event', 'events', 'poll', 'rate'],
  draft: ['draft'],
} as const;
const themeNames = [
  'now',
  'menu',
  'reminders',
  'people',
  'data',
  'projects',
  'events',
  'draft',
  'other',
] as const;
type Theme = (typeof themeNames)[number];

/** What a phrase is about, by the first word of its key. */
function themeOf({ key }: TextHead): Theme {
  const first = key.split('.')[0] ?? '';
  const named = Object.entries(themes).find(([, words]) => words.some((word) => word === first));
  return oneOf(themeNames, named?.[0] ?? '') ?? 'other';
}

/** Hundreds of phrases: a theme at a time. */
function phraseThemes({ query, say }: Visit, heads: readonly TextHead[]): Html {
  const chosen = oneOf(themeNames, query('theme') ?? '') ?? 'now';
  const counts = Map.groupBy(heads, themeOf);
  const links = themeNames
    .filter((theme) => counts.has(theme))
    .map((theme) => {
      const label = `${say(`text.theme.${theme}`)} (${counts.get(theme)?.length ?? 0})`;
      const here = theme === chosen ? html` aria-current="page"` : '';
      return html`<li><a href="/console/texts/phrase?theme=${theme}"${here}>${label}</a></li>`;
    });
  return html`<nav aria-label="${say('text.themes')}"><ul>${links}</ul></nav>
${plainTable(say, say(`text.theme.${chosen}`), counts.get(chosen) ?? [])}`;
}

/** Letters to residents, then those to who works here. */
function letterTables(say: Say, heads: readonly TextHead[]): Html {
  const groups = Map.groupBy(heads, ({ key }) => (isToStaff(key) ? 'staff' : 'residents'));
  const some = (group: 'residents' | 'staff') =>
    table({
      caption: say(`text.lettersTo.${group}`),
      head: [say('text.field.letter'), say('text.field.subject')],
      rows: (groups.get(group) ?? []).map((head) => [textLink(say, head), withoutPlaces(head.title)]),
    });
  return html`${some('residents')}${some('staff')}`;
}

function plainTable(say: Say, caption: string, heads: readonly TextHead[]): Html {
  return table({
    caption,
    head: [say('text.head.text'), say('text.head.key')],
    rows: heads.map((head) => [textLink(say, head), html`<code class="soft">${head.key}</code>`]),
  });
}

/** What is not set comes first: it is what staff look for here. */
function ruleTable(say: Say, heads: readonly TextHead[]): Html {
  const sorted = [...heads].sort((a, b) => Number(b.unset) - Number(a.unset));
  return table({
    caption: say('text.list.rule'),
    head: ['rule', 'value', 'key'].map((key) => say(`text.head.${key}`)),
    rows: sorted.map((head) => [
      textLink(say, head),
      head.value === null ? say('text.tokens.unset') : head.value.replaceAll('\n', '; '),
      html`<code class="soft">{${head.key}}</code>`,
    ]),
  });
}
