// Owns the check of letters: those that the program needs are there, with the places that it fills and no others.
import { factsFor } from './facts.ts';
import { letterPlaces, neededLetters } from './letter-places.ts';
import { placeholdersOf } from './template.ts';
import type { Content, ContentProblem } from './texts.ts';

/** A letter has only places that are filled in it, and those without which it would be sent in vain. */
export function checkLetters(content: Content): ContentProblem[] {
  const facts = new Set(Object.keys(factsFor(content, { contest: 'city', now: 0 })));
  const missing = neededLetters
    .filter((key) => !content.letters[key])
    .map((key) => error(key, 'the text is missing'));
  const found = Object.entries(content.letters).flatMap(([key, { subject, preheader, text }]) => {
    const { must, may } = letterPlaces(key);
    const own = new Set([...must, ...may]);
    const unknown = placeholdersOf(`${subject ?? ''}\n${preheader ?? ''}\n${text}`)
      .filter((name) => !facts.has(name) && !own.has(name))
      .map((name) => error(key, `unknown placeholder {${name}}`));
    const said = new Set(placeholdersOf(text));
    const lacking = must
      .filter((name) => !said.has(name))
      .map((name) => error(key, `the letter lacks {${name}}`));
    return [...unknown, ...lacking];
  });
  return [...missing, ...found];
}

function error(field: string, message: string): ContentProblem {
  return { level: 'error', file: 'letters.yaml', field, message };
}
