// Owns the cross-validation: each voice is asked of a model that never heard it, nor any of its phrases from others.
import { type StageId, stageIds } from '../../src/core/contest.ts';
import type { FaqForMatching, Words } from '../../src/core/understanding.ts';
import {
  type Authored,
  authoredMessages,
  isAside,
  outsideLabel,
  smallPrefix,
} from '../../src/faq/authored.ts';
import { learnFrom } from '../../src/faq/learn.ts';
import { compileLexicon } from '../../src/faq/lexicon.ts';
import type { Model } from '../../src/faq/model.ts';
import { clean } from '../../src/faq/normalise.ts';
import { createReader } from '../../src/faq/reader.ts';
import { hashOf } from '../../src/faq/traits.ts';
import { understandWith } from '../../src/faq/understand.ts';
import type { Case } from './sets.ts';
import type { Judged } from './tally.ts';

/** So many in a hundred questions come in their own stage; the others, and those of no stage, come at any. */
const atHome = 85;

/**
 * Asks every voice, with `model` to tell which messages are the same in other letters (the Latin ones of one voice may be
 * the Cyrillic ones of another): those are never on both sides. The phrasings of content/faq and the messages of
 * content/words.yaml are a voice of their own.
 */
export function crossValidate(
  { entries, words }: { entries: readonly FaqForMatching[]; words: Words },
  model: Model,
): Judged[] {
  const read = createReader(compileLexicon(words), model);
  const sameness = (text: string) =>
    read(clean(text))
      .map((token) => token.stem)
      .join(' ');
  const authored = authoredMessages(entries, words).map((message) => ({
    ...message,
    key: sameness(message.text),
  }));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const voices = [...new Set(authored.map((message) => message.voice))];
  return voices.flatMap((voice) => {
    const asked = authored.filter((message) => message.voice === voice);
    const phrases = new Set(asked.map((message) => message.key));
    const others = authored.filter((message) => message.voice !== voice && !phrases.has(message.key));
    const understand = understandWith(learnFrom(others, words, voice), entries, words);
    return asked.map((message) => {
      const one = caseOf(message, byId.get(message.label));
      const context = { stage: one.stage ?? null, contest: one.contest ?? null, role: null };
      return { one, verdict: understand(message.text, context) };
    });
  });
}

/** Nobody noted the day of these messages: most come in the stage that they are about, spread by a hash of their words. */
function caseOf({ text, label, voice }: Authored, entry: FaqForMatching | undefined): Case {
  const chance = hashOf(text);
  const anywhere: StageId | null = stageIds[hashOf(`${text}#`) % stageIds.length] ?? null;
  const home = entry && entry.stage !== 'any' && chance % 100 < atHome ? entry.stage : anywhere;
  return {
    text,
    stage: home,
    contest: label.startsWith('k.') ? 'kids' : null,
    expect: [isAside(label) && label !== outsideLabel ? label.slice(smallPrefix.length) : label],
    style: voice,
  };
}
