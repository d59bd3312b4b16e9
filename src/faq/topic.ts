// Owns what the conversation so far says about a message: a short follow-up («а до якого числа?») is about what was answered last.
import type { FaqForMatching } from '../core/understanding.ts';
import { type Aspect, aspects } from './aspects.ts';
import { outsideLabel } from './authored.ts';
import { fold } from './normalise.ts';
import type { Token } from './tokens.ts';

/** Longer messages say themselves what they are about. */
const mostWords = 7;

/** How much of the chances goes to what the follow-up asks of the topic, and how much likelier its neighbours become. */
const followUpShare = 0.9;
const kin = { related: 1.4, samePrefix: 1.2 } as const;

/** Words of up to so many letters must stand whole: «де» is not «депутат». */
const wholeWord = 4;

/** Words that follow-ups are joined with; they say nothing new. */
const joining = new Set(
  (
    'я ми ви а і й та ну це то там тут можна мені нам якщо коли за до якого якої яке яка на у в чи ще саме треба є мій мене ' +
    'хочу буде бути не немає нема ж же тоді так о об з із від для він вона воно вони його її їх такий теж також ' +
    'потрібно потрібен взагалі точно дуже що який які яким котрого через без людина людини'
  )
    .split(' ')
    .map(fold),
);

const folded = aspects.map((aspect) => ({ ...aspect, words: aspect.words.map(fold) }));

/** What a message means after an answer about `topic`: where it goes on with it, the chances move there. Changes them in place. */
export function followTopic(
  chances: Map<string, number>,
  tokens: readonly Token[],
  { topic, entries }: { topic: string; entries: ReadonlyMap<string, FaqForMatching> },
): void {
  if (tokens.length > mostWords || !entries.has(topic)) return;
  leanToKin(chances, topic, entries);
  const plain = tokens.every((token) => joining.has(token.word) || folded.some((one) => asks(token, one)));
  if (!plain) return;
  const aspect = folded.find((one) => tokens.some((token) => asks(token, one)));
  if (!aspect) return;
  const target = aspect.about[topic] ?? aspect.about[prefixOf(topic)] ?? null;
  if (target === null || !entries.has(target)) return;
  let sum = 0;
  for (const [label, chance] of chances) {
    sum += chance;
    chances.set(label, chance * (1 - followUpShare));
  }
  chances.set(target, (chances.get(target) ?? 0) + sum * followUpShare);
}

/** Questions that are read together are asked one after the other. */
function leanToKin(
  chances: Map<string, number>,
  topic: string,
  entries: ReadonlyMap<string, FaqForMatching>,
): void {
  const related = entries.get(topic)?.related ?? [];
  for (const [label, chance] of chances) {
    if (label === outsideLabel || !entries.has(label)) continue;
    const near = related.includes(label) ? kin.related : 1;
    const own = prefixOf(label) === prefixOf(topic) ? kin.samePrefix : 1;
    chances.set(label, chance * near * own);
  }
}

function asks(token: Token, { words }: Aspect): boolean {
  return words.some((word) => (word.length <= wholeWord ? token.word === word : token.word.startsWith(word)));
}

function prefixOf(id: string): string {
  return id.split('.')[0] ?? id;
}
