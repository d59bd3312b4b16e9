// Owns the understanding of a running city: the model that fits its texts from the shelf, else learnt beside while the old one answers.
import type { Log } from '../core/log.ts';
import type { FaqForMatching, Understand, Words } from '../core/understanding.ts';
import { exactly } from './exactly.ts';
import { keyOfTexts } from './key.ts';
import { learnModel } from './learn.ts';
import { learnBeside } from './learn-beside.ts';
import { packModel, unpackModel } from './model.ts';
import { createShelf } from './shelf.ts';
import { understandWith } from './understand.ts';

export type OpenUnderstanding = {
  /** Understands with the best model there is; the first call loads it. */
  understand: Understand;
  /**
   * Takes these entries for all those of the city. Until a model of theirs is learnt beside, the old one answers, and
   * their phrasings are known word for word. Ends when the model is in use; never rejects: what went wrong is in the
   * log, and the old model stays.
   */
  relearn: (entries: readonly FaqForMatching[]) => Promise<void>;
  /** Makes the model fit the texts before anything is asked; `learnt` where none was kept and this took seconds. */
  settle: () => { learnt: boolean };
};

export type Opening = {
  entries: readonly FaqForMatching[];
  words: Words;
  /** The file of the model that came with the texts. */
  shipped: string;
  /** A folder for models that were learnt here; made when needed. */
  cacheDir: string;
  log: Log;
};

/** Opens the understanding; reads nothing before the first question. */
export function openUnderstanding(opening: Opening): OpenUnderstanding {
  const { words, log } = opening;
  const shelf = createShelf(opening);
  let { entries } = opening;
  /** What answers, and whether it was learnt from the texts of now. */
  let current: { understand: Understand; fits: boolean } | null = null;
  let learning: Promise<void> = Promise.resolve();
  /** The texts that the background has begun to learn: a failure is not tried again at every question. */
  let begun: readonly FaqForMatching[] | null = null;

  function fitting(): boolean {
    const model = shelf.find(keyOfTexts(entries, words));
    if (model) current = { understand: understandWith(model, entries, words), fits: true };
    return model !== null;
  }
  function settle(): { learnt: boolean } {
    if (current?.fits || fitting()) return { learnt: false };
    const model = learnModel(entries, words);
    shelf.keep(model.key, packModel(model));
    current = { understand: understandWith(model, entries, words), fits: true };
    return { learnt: true };
  }
  /** Takes the model that fits, else one of before with the new phrasings word for word; without any it learns at once. */
  function load(): Understand {
    if (!fitting()) {
      const old = shelf.any();
      if (!old) settle();
      else current = { understand: exactly(entries, understandWith(old, entries, words)), fits: false };
    }
    return current?.understand ?? nobodyHome;
  }
  function catchUp(): Promise<void> {
    learning = learning.then(async () => {
      if (current?.fits) return;
      const wanted = entries;
      const bytes = await learnBeside(wanted, words).catch((error: unknown) => {
        log.error({ error }, 'could not learn the texts; the model of before answers');
        return null;
      });
      const model = bytes && unpackModel(bytes);
      if (!model) return;
      shelf.keep(model.key, bytes);
      log.info({ key: model.key }, 'learnt the texts anew');
      // Texts may have changed again meanwhile: then the next turn learns those.
      if (entries === wanted) current = { understand: understandWith(model, entries, words), fits: true };
    });
    return learning;
  }
  return {
    understand: (text, context) => {
      const understand = current?.understand ?? load();
      if (!current?.fits && begun !== entries) {
        begun = entries;
        void catchUp();
      }
      return understand(text, context);
    },
    relearn: (entriesNow) => {
      entries = entriesNow;
      begun = entries;
      load();
      return catchUp();
    },
    settle,
  };
}

const nobodyHome: Understand = () => ({ kind: 'unknown', answer: null, alternatives: [], confidence: 0 });
