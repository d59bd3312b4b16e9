// Owns what the public pages are handed, and their words filled for an instant; the pages themselves are their own files.

import type { MyDataDesk } from '../../app/people/my-data.ts';
import type { OpenDataPages } from '../../app/plan/open-data.ts';
import type { DraftPages } from '../../app/projects/draft-pages.ts';
import type { ProjectPages } from '../../app/projects/project-pages.ts';
import type { ContestId, Role } from '../../core/contest.ts';
import { factsFor, say } from '../../core/facts.ts';
import type { CityEvent } from '../../core/occurrences/occurrence.ts';
import type { Fact } from '../../core/template.ts';
import type { Content } from '../../core/texts.ts';
import type { PublicRegister } from './register.ts';

/** A link that opens the bot in a messenger; `title` names the messenger to people. */
export type DeepLink = { channel: string; title: string; url: string };

/** Where a registered source lands. */
export type Target = { contest?: ContestId; role?: Role; event?: string };

export type PublicOptions = {
  /** A template of the phrases by its key. */
  phrase: (key: string) => string;
  /** Where residents reach us, without a slash at the end. */
  publicUrl: string;
  /** The texts with the stage dates of the moment. */
  content: () => Promise<Content>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /**
   * Carries one request of the chat: `body` is the JSON of `POST /api/chat`. `session` is the session where the door
   * knows it (forms), null where only the body says it. 400: the body was no chat request; 429: this person sent so much
   * that nothing is taken in for some seconds.
   */
  talk: (
    session: string | null,
    body: Uint8Array,
  ) => Promise<{ status: 200 | 400; answer: unknown } | { status: 429; seconds: number }>;
  sources: {
    find: (name: string) => Promise<{ target: Target | null } | null>;
    visit: (name: string) => Promise<void>;
  };
  deepLinks: (source: string) => DeepLink[];
  /** Starts the double opt-in; says the same for known and unknown addresses. */
  requestEmail: (address: string, contest: ContestId | null) => Promise<'sent' | 'wrong' | 'kids'>;
  /** The pages of one person's data. */
  myData: MyDataDesk;
  /** The filled form of a draft, and the ideas that their authors show. */
  drafts: DraftPages;
  /** An event as everybody may see it; null: there is none. */
  events: { find: (id: string) => Promise<{ event: CityEvent; seatsLeft: number | null } | null> };
  projects: ProjectPages;
  /** What everybody may take away as tables. */
  openData: OpenDataPages;
  /** What the city sent to many people at once. */
  register: PublicRegister;
  /** A folder of pictures that messengers fetch; null: there are none. */
  mediaDir: string | null;
};

/** A phrase in words for now; `extra` are values that only this phrase knows. */
export type Words = (key: string, extra?: Readonly<Record<string, string>>) => string;

/** What a page is made from: the texts, the instant and the words that go with them. */
export type Moment = { content: Content; now: number; words: Words };

/** Takes the texts and the clock once, so that one page never mixes two instants. */
export async function momentOf(options: Pick<PublicOptions, 'phrase' | 'content' | 'now'>): Promise<Moment> {
  const content = await options.content();
  const now = options.now();
  const facts = factsFor(content, { contest: 'city', now });
  const words: Words = (key, extra = {}) => {
    const more = Object.entries(extra).map(([name, value]): [string, Fact] => [
      name,
      { label: name, kind: 'text', value },
    ]);
    return say(content, options.phrase(key), { ...facts, ...Object.fromEntries(more) }).text;
  };
  return { content, now, words };
}

/** The name of a source if it is one that a deep link can carry, else null. */
export function sourceNamed(text: string | undefined): string | null {
  return text !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : null;
}
