// Owns the stems of words; the suffix rules come from the Ukrainian stemmer, the care around them is ours.
import { stemmer } from '@orama/stemmers/ukrainian';
import { fold } from './normalise.ts';

const shortest = 3;

/**
 * The folded stem of a cleaned word. Words of up to four letters stay whole («який» is not «як»), and so does a word
 * that the rules would cut to fewer than three letters. Plurals in -си («голоси») are no reflexive verbs, although
 * the rules take them for such, so the ending is made a plain one first.
 */
export function stem(word: string): string {
  if (word.length <= 4) return fold(word);
  const plural = /[бвгджзклмнпрстфхцчшщаеиоуіюя]с[иі]$/.test(word) ? word.slice(0, -1) : word;
  const cut = fold(stemmer(plural));
  return cut.length < shortest ? fold(word) : cut;
}
