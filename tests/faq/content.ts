// Owns reading the city's FAQ and words for the tests of the understanding, as the product reads them, with the model it ships.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { faqForMatching, readQuestions } from '../../src/content.ts';
import type { FaqForMatching, Understand, Words } from '../../src/core/understanding.ts';
import { type Model, unpackModel } from '../../src/faq/model.ts';
import { understandWith } from '../../src/faq/understand.ts';

export const contentDir = path.join(import.meta.dirname, '..', '..', 'content');
export const shippedModelFile = path.join(contentDir, 'understanding.model');

export type CityTexts = { entries: FaqForMatching[]; words: Words };

/** The entries and words of content/, voices included; throws with the first problem where they are broken. */
export function cityTexts(): CityTexts {
  const { faq, words, problems } = readQuestions(contentDir);
  const [first] = problems;
  if (!faq || !words || first)
    throw new Error(`content/ is broken: ${first?.file} ${first?.field}: ${first?.message}`);
  return { entries: faqForMatching(faq), words };
}

/** The model in content/; throws where there is none that this code can read. */
export function shippedModel(): Model {
  const model = unpackModel(readFileSync(shippedModelFile));
  if (!model) throw new Error(`${shippedModelFile} is of another form: run npm run learn`);
  return model;
}

/** The understanding over the city's content with the model that it ships. */
export function contentUnderstand({ entries, words }: CityTexts = cityTexts()): Understand {
  return understandWith(shippedModel(), entries, words);
}
