// Owns looking a broadcast's letter over before it goes out: what is wrong with it and how its readers will see it. What
// can be wrong is src/mail/preflight.ts's; whether a problem holds an approval up is decided in letter-desk.ts.
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import type { Channel } from '../../core/channel.ts';
import type { Stage } from '../../core/contest.ts';
import { contestIds } from '../../core/contest.ts';
import { fitReply } from '../../core/reply.ts';
import type { Content } from '../../core/texts.ts';
import { minuteMs } from '../../core/time.ts';
import { type ComposedLetter, composeLetter, type LetterParts } from '../../mail/compose.ts';
import { letterParts } from '../../mail/letter-parts.ts';
import { type Finding, inspectLetter, isProblem, linksOf } from '../../mail/preflight.ts';
import type { DateWords } from '../../mail/preflight-dates.ts';
import { type App, currentContent } from '../app.ts';
import { replyFor } from '../broadcasts/broadcast-view.ts';
import { whyFor } from './letters.ts';
import { type LinkState, type Outside, probeLinks } from './preflight-links.ts';

/** The field of a broadcast in which something about its letter is put right. */
export type LetterField = 'text' | 'subject' | 'picture' | 'pictureAlt' | 'buttons';

/**
 * Sentences for staff. Problems hold an approval up unless it is an emergency; warnings are only shown. `fields` names for
 * a sentence the field in which it is put right, where there is one.
 */
export type Preflight = {
  problems: string[];
  warnings: string[];
  fields: Readonly<Record<string, LetterField>>;
};

/** A letter as its readers get it; where each has an own way to leave, the addresses here lead to nobody's. */
export type LetterDraft = { parts: LetterParts; composed: ComposedLetter };

/** The letter of a broadcast, or null where none of its channels carries letters. */
export function letterOf(app: App, row: BroadcastRow): LetterDraft | null {
  const channel = app.channels.find((one) => carriesLetter(one, row));
  if (!channel) return null;
  const [reply] = fitReply(replyFor(app.files, row, channel), channel.capabilities);
  if (!reply) return null;
  const { subject, preheader } = row.body;
  const parts = letterParts(app.files, {
    publicUrl: app.publicUrl,
    reply,
    letter: {
      subject: subject ?? app.files.phrases['mail.subject.default'] ?? '',
      preheader: preheader ?? '',
      why: whyFor(row.audience.purposes),
      unsubscribeUrl: `${app.publicUrl}/u/`,
    },
  });
  return { parts, composed: composeLetter(parts) };
}

function carriesLetter({ name, capabilities, outlet }: Channel, { channels }: BroadcastRow): boolean {
  return capabilities.letters && outlet === undefined && channels.includes(name);
}

/** Answers about links, kept for a while so that looking twice asks nobody twice. */
const known = new Map<string, { state: LinkState; until: number }>();
const knownMs = 10 * minuteMs;
const mostKnown = 500;

/**
 * Looks the letter of a broadcast over; null: it has none. With `links` every link is asked whether it is alive, which
 * can take some seconds; without, only what was asked a short while ago counts.
 */
export async function preflight(
  app: App,
  row: BroadcastRow,
  { links = false, outside }: { links?: boolean; outside?: Outside } = {},
): Promise<Preflight | null> {
  const letter = letterOf(app, row);
  if (!letter) return null;
  const content = await currentContent(app);
  const found = inspectLetter({
    ...letter,
    parts: { ...letter.parts, subject: row.body.subject ?? '' },
    list: true,
    stages: stagesFor(content, row),
    words: dateWords(content.phrases),
    publicUrl: app.publicUrl,
    unsetMark: unsetMarkOf(content.phrases),
  });
  const abroad = linksOf(letter.parts).filter(
    (url) => URL.parse(url)?.protocol === 'https:' && !isOurs(app, url),
  );
  if (links) await ask(abroad, app.clock.now(), outside);
  const findings = [...found, ...linkFindings(abroad, app.clock.now())];
  const words = (problem: boolean) =>
    findings.filter(({ code }) => isProblem(code) === problem).map((one) => inWords(content.phrases, one));
  const placed = findings.flatMap((one) => {
    const field = fieldOf(one, letter.parts);
    return field ? [[inWords(content.phrases, one), field] as const] : [];
  });
  return { problems: words(true), warnings: words(false), fields: Object.fromEntries(placed) };
}

/** Where staff put a finding right; null: in no field of a broadcast. */
function fieldOf({ code, values }: Finding, { choices, picture, subject }: LetterParts): LetterField | null {
  switch (code) {
    case 'linkForm':
    case 'linkHttp':
    case 'linkPrivate':
    case 'linkDead':
    case 'linkYear':
    case 'linkUnknown': {
      const pressed = choices.some((choice) => 'url' in choice && choice.url === values.url);
      if (pressed) return 'buttons';
      return picture?.url === values.url ? 'picture' : 'text';
    }
    case 'placeholder':
      return subject.includes(values.name ?? '') ? 'subject' : 'text';
    case 'date':
      return subject.includes(values.written ?? '') ? 'subject' : 'text';
    case 'noText':
    case 'tooLarge':
    case 'unset':
      return 'text';
    case 'subjectLong':
    case 'subjectWide':
    case 'capitals':
    case 'noSubject':
      return 'subject';
    case 'alt':
      return 'pictureAlt';
    case 'language':
    case 'unsubscribe':
      return null;
  }
}

function isOurs({ publicUrl }: Pick<App, 'publicUrl'>, url: string): boolean {
  return url.startsWith(`${publicUrl}/`);
}

async function ask(urls: readonly string[], now: number, outside: Outside | undefined): Promise<void> {
  const fresh = urls.filter((url) => (known.get(url)?.until ?? 0) <= now);
  if (known.size > mostKnown) known.clear();
  for (const [url, state] of await probeLinks(fresh, outside))
    known.set(url, { state, until: now + knownMs });
}

function linkFindings(urls: readonly string[], now: number): Finding[] {
  return urls.flatMap((url): Finding[] => {
    const answer = known.get(url);
    if (!answer || answer.until <= now) return [];
    if (answer.state === 'alive') return [];
    return [{ code: answer.state === 'dead' ? 'linkDead' : 'linkUnknown', values: { url } }];
  });
}

/** The stages that the letter can speak of: of its contest, else of both. */
function stagesFor(content: Content, { contest }: BroadcastRow): Stage[] {
  const ids = contest === null ? contestIds : [contest];
  return ids.flatMap((id) => [...content.contests[id].cycle.stages]);
}

const wordsKey = 'mail.preflight.words.';

function dateWords(phrases: Readonly<Record<string, string>>): DateWords {
  const list = (key: string) => (phrases[wordsKey + key] ?? '').split('|').filter((word) => word !== '');
  const stages = Object.keys(phrases)
    .filter((key) => key.startsWith(`${wordsKey}stage.`))
    .map((key) => key.slice(wordsKey.length));
  return {
    stages: Object.fromEntries(stages.map((key) => [key.slice('stage.'.length), list(key)])),
    from: list('from'),
    to: list('to'),
  };
}

/** What stands behind the name of every value that the city has not confirmed. */
function unsetMarkOf(phrases: Readonly<Record<string, string>>): string | null {
  const between = /\{labels\}([^{]*)/.exec(phrases['unset.first'] ?? '');
  return between?.[1]?.trim() || null;
}

function inWords(phrases: Readonly<Record<string, string>>, { code, values }: Finding): string {
  const template = phrases[`mail.preflight.${code}`] ?? code;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
