// Owns the public door for tests: the city's own words, a small calendar written out here, and an application in memory.
import path from 'node:path';
import { readContent } from '../../src/content.ts';
import type { Contest } from '../../src/core/contest.ts';
import type { Content } from '../../src/core/texts.ts';
import { kyivInstant } from '../../src/core/time.ts';
import { type PublicOptions, publicRoutes } from '../../src/web/public.ts';
import { root } from '../support/sources.ts';

const cityContest: Contest = {
  id: 'city',
  title: '«Бюджет участі. МІСТО»',
  short: 'МІСТО',
  cycle: {
    name: '2026–2027',
    state: 'running',
    suspensionDecision: null,
    example: true,
    stages: [
      {
        id: 'submission',
        title: 'Подання проєктів',
        opens: kyivInstant('2026-10-19'),
        closes: kyivInstant('2026-11-29', '23:59'),
      },
      // Summer time begins inside this stage, and it closes at midnight: the day before is its last.
      {
        id: 'voting',
        title: 'Голосування',
        opens: kyivInstant('2027-03-08'),
        closes: kyivInstant('2027-03-29'),
      },
    ],
  },
};

const kidsContest: Contest = {
  ...cityContest,
  id: 'kids',
  title: '«Бюджет участі. ДІТИ»',
  short: 'ДІТИ',
  cycle: { ...cityContest.cycle, example: false, state: 'notAnnounced' },
};

const reading = readContent(path.join(root, 'content'));

/** The city's texts with the calendar above; `change` is what a test wants otherwise. */
export function contentWith(change: Partial<Content> = {}): Content {
  const { content, problems } = reading;
  if (!content) throw new Error(JSON.stringify(problems.filter(({ level }) => level === 'error')));
  return { ...content, contests: { city: cityContest, kids: kidsContest }, ...change };
}

export const contests = { city: cityContest, kids: kidsContest };
export const publicUrl = 'https://uchast.example.gov.ua';

type Request = { session: string | null; body: Record<string, unknown> };
type Reply = { text: string; choices: unknown[]; picture?: { url: string; alt: string } };

/** What was asked of the application, in order. */
export type Asked = { talks: Request[]; emails: { address: string; contest: string | null }[] };

/** An application that answers `reply` to whatever is said; sessions are `session-0000-…`. */
export function publicDoor(
  change: Partial<PublicOptions> & { content?: () => Promise<Content>; reply?: Reply } = {},
) {
  const { reply = { text: 'Відповідь', choices: [] }, ...more } = change;
  const asked: Asked = { talks: [], emails: [] };
  const content = contentWith();
  const options: PublicOptions = {
    phrase: (key) => {
      const found = content.phrases[key];
      if (found === undefined) throw new Error(`no phrase ${key}`);
      return found.replaceAll('{city.nameOf}', content.city.nameOf);
    },
    publicUrl,
    content: async () => content,
    now: () => kyivInstant('2026-11-10', '10:00'),
    talk: async (session, bytes) => {
      const body = parsed(bytes);
      if (!body) return { status: 400, answer: { error: 'not a chat request' } };
      asked.talks.push({ session, body });
      const known = typeof body.session === 'string' ? body.session : 'session-0000-0001';
      const isPoll = body.text === undefined && body.choice === undefined;
      return { status: 200, answer: { session: known, replies: isPoll ? [] : [reply] } };
    },
    sources: {
      find: async (name) =>
        name === 'poster-school-12'
          ? { target: { contest: 'kids', role: 'author' } }
          : name === 'poster-plain'
            ? { target: null }
            : null,
      visit: async () => undefined,
    },
    deepLinks: (source) => [
      { channel: 'first', title: 'Першому', url: `https://first.example/bot?start=${source}` },
      { channel: 'second', title: 'Другому', url: `second://chat?uri=bot&context=${source}` },
    ],
    requestEmail: async (address, contest) => {
      asked.emails.push({ address, contest });
      return contest === 'kids' ? 'kids' : address.includes('@') ? 'sent' : 'wrong';
    },
    events: { find: async () => null },
    drafts: { form: async () => null, docx: async () => null, shared: async () => null },
    myData: {
      look: async () => null,
      file: async () => null,
      erase: async () => false,
      request: async () => 'sent',
    },
    projects: {
      show: async () => ({
        listed: [],
        contest: null,
        categories: [],
        category: null,
        projects: [],
        total: 0,
        page: 1,
        pages: 1,
        steps: [],
        order: 'number',
      }),
      csv: async () => '',
    },
    register: {
      page: async () => ({ entries: [], page: 1, pages: 1, total: 0 }),
      csv: async () => '',
    },
    openData: { passport: async () => null, file: async () => null },
    mediaDir: null,
    ...more,
  };
  return { app: publicRoutes(options), asked };
}

function parsed(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** A form as browsers post it. */
export function formPost(fields: Record<string, string>): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  };
}
