// Owns one process that answers questions: ours, a peer, or nobody; it tells how long loading and each answer took, and its memory.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import MiniSearch from 'minisearch';
import { faqForMatching, readQuestions } from '../../src/content.ts';
import type { FaqForMatching, Understand, Words } from '../../src/core/understanding.ts';
import { openUnderstanding } from '../../src/faq/open.ts';
import { contentDir, shippedModelFile } from '../faq/content.ts';
import { readSet } from '../faq/sets.ts';
import { given, report } from './in-child.ts';

export type UnderstandingTask = { who: 'ours' | 'minisearch' | 'nobody'; asks: number; cacheDir: string };
export type UnderstandingFigures = {
  loadMs: number;
  firstMs: number;
  p50Ms: number;
  p99Ms: number;
  mostMs: number;
  /** The share of the questions with the right one first, 0..1. */
  right: number;
  rssMb: number;
};

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const { who, asks, cacheDir } = given<UnderstandingTask>();

const { faq, words } = readQuestions(contentDir);
if (!faq || !words) throw new Error('content/ is broken: run `uchast check`');
const entries = faqForMatching(faq);
const cases = (readSet('dev') ?? []).filter((one) => !one.expect.includes('none'));

const began = performance.now();
const first = answerer(who, entries, words);
const loadMs = performance.now() - began;
const firstAt = performance.now();
first('як подати проєкт', { stage: 'submission', contest: null, role: null });
const firstMs = performance.now() - firstAt;

const times = new Float64Array(asks);
let right = 0;
for (let at = 0; at < asks; at += 1) {
  const one = cases[at % cases.length];
  if (!one) break;
  const text = at < cases.length ? one.text : slipped(one.text, at);
  const start = performance.now();
  const verdict = first(text, {
    stage: one.stage ?? null,
    contest: one.contest ?? null,
    role: one.role ?? null,
  });
  times[at] = performance.now() - start;
  if (one.expect.includes(verdict.alternatives[0] ?? verdict.answer ?? '')) right += 1;
}
times.sort();
const figures: UnderstandingFigures = {
  loadMs,
  firstMs,
  p50Ms: times[Math.floor(asks * 0.5)] ?? 0,
  p99Ms: times[Math.floor(asks * 0.99)] ?? 0,
  mostMs: times[asks - 1] ?? 0,
  right: right / asks,
  rssMb: settledRssMb(),
};
report(figures);

/** The message with two neighbouring letters swapped, elsewhere each time: nobody may live on words remembered from before. */
function slipped(text: string, at: number): string {
  const place = (at * 7) % Math.max(1, text.length - 1);
  return `${text.slice(0, place)}${text[place + 1] ?? ''}${text[place] ?? ''}${text.slice(place + 2)}`;
}

/** Who answers: a peer is asked for its best hit and knows nothing of stages. */
function answerer(
  name: UnderstandingTask['who'],
  known: readonly FaqForMatching[],
  language: Words,
): Understand {
  switch (name) {
    case 'ours': {
      const opened = openUnderstanding({
        entries: known,
        words: language,
        shipped: shippedModelFile,
        cacheDir,
        log: quiet,
      });
      if (opened.settle().learnt) throw new Error('the shipped model is not fresh: run `npm run learn`');
      return opened.understand;
    }
    case 'minisearch':
      return searching(known, language);
    case 'nobody':
      return () => ({ kind: 'unknown', answer: null, alternatives: [], confidence: 0 });
  }
}

/** MiniSearch over the same phrasings, voices included, with its own prefix and fuzzy search. */
function searching(known: readonly FaqForMatching[], language: Words): Understand {
  const search = new MiniSearch<{ id: number; text: string; label: string }>({
    fields: ['text'],
    storeFields: ['label'],
    searchOptions: { prefix: true, fuzzy: 0.2 },
  });
  const own = known.flatMap(({ id, question, phrasings }) =>
    [question, ...phrasings].map((text) => [id, text]),
  );
  const voiced = (language.voices ?? []).flatMap(({ messages }) =>
    Object.entries(messages).flatMap(([id, texts]) => texts.map((text) => [id, text])),
  );
  const documents = [...own, ...voiced].map(([label = '', text = ''], id) => ({ id, label, text }));
  search.addAll(documents);
  return (text) => {
    const found = [...new Set(search.search(text).map((hit) => String(hit.label)))].slice(0, 3);
    return { kind: 'choices', answer: null, alternatives: found, confidence: 0 };
  };
}

function settledRssMb(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') for (let round = 0; round < 3; round += 1) collect();
  return process.memoryUsage().rss / 2 ** 20;
}
