// Owns reading the city's FAQ and words for the tests of the understanding; the product reads them through src/content.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { faqFileSchema } from '../../src/core/texts.ts';
import {
  type FaqForMatching,
  type Understand,
  type Words,
  wordsSchema,
} from '../../src/core/understanding.ts';
import { createUnderstand } from '../../src/faq/understand.ts';

const content = new URL('../../content/', import.meta.url);

/** Every FAQ entry of content/faq, in the order of the files. */
export function contentEntries(): FaqForMatching[] {
  const files = readdirSync(new URL('faq/', content)).filter((file) => file.endsWith('.yaml'));
  return files.sort().flatMap((file) => {
    const entries = faqFileSchema.parse(parse(readFileSync(new URL(`faq/${file}`, content), 'utf8')));
    return Object.entries(entries).map(([id, entry]) => ({ id, ...entry }));
  });
}

/** The words of content/words.yaml. */
export function contentWords(): Words {
  return wordsSchema.parse(parse(readFileSync(new URL('words.yaml', content), 'utf8')));
}

/** The understanding over the city's content. */
export function contentUnderstand(): Understand {
  return createUnderstand(contentEntries(), contentWords());
}
