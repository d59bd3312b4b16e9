// Owns taking a message apart: questions that stand side by side, and what is left without a greeting or a thank-you.
// The words by which a question begins and is joined are the city's own, in content/phrases.yaml.

type Phrases = Readonly<Record<string, string>>;

/** The most questions that one message is taken apart into. */
const mostParts = 4;
/** A question of fewer words says too little by itself. */
const fewestWords = 2;

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}’'-]+/gu) ?? [];

function listed(phrases: Phrases, key: string): string[] {
  return (phrases[key] ?? '').split('|').filter((word) => word !== '');
}

/** The words that begin and join questions, and where a sentence is parted by them. */
type Marks = { asking: ReadonlySet<string>; joining: ReadonlySet<string>; joint: RegExp; comma: RegExp };

/** Put together once for the phrases of the moment. */
const marksOf = new WeakMap<Phrases, Marks>();

function marksIn(phrases: Phrases): Marks {
  const known = marksOf.get(phrases);
  if (known) return known;
  const [askingWords, joiningWords] = [listed(phrases, 'asking.words'), listed(phrases, 'joining.words')];
  const begins = `(?:${askingWords.join('|')})(?![\\p{L}’'-])`;
  const joins = `(?:(?:${joiningWords.join('|')})\\s+)+`;
  const marks = {
    asking: new Set(askingWords),
    joining: new Set(joiningWords),
    joint: new RegExp(`[,;]?\\s+${joins}(?=${begins})`, 'iu'),
    comma: new RegExp(`[,;]\\s+(?=${begins})`, 'iu'),
  };
  marksOf.set(phrases, marks);
  return marks;
}

/** Whether words ask something: by their mark, or by the word they begin with. */
export function isAsking(text: string, phrases: Phrases): boolean {
  if (/\?\s*$/.test(text)) return true;
  const { asking, joining } = marksIn(phrases);
  const first = wordsOf(text).find((word) => !joining.has(word));
  return first !== undefined && asking.has(first);
}

/**
 * The questions of a message, where there are at least two: sentences, and clauses that are joined by «і», «а ще» or a
 * comma and begin like a question. Empty where it is one question.
 */
export function questionsIn(text: string, phrases: Phrases): string[] {
  const asking = (part: string) => isAsking(part, phrases) && wordsOf(part).length >= fewestWords;
  const questions = sentencesIn(text)
    .flatMap((sentence) => clausesIn(sentence, phrases))
    .filter(asking);
  return questions.length >= 2 ? questions.slice(0, mostParts) : [];
}

/** Sentences and lines, each with its own end mark. */
export function sentencesIn(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+|(?<=\?)|\n+/u)
    .map((part) => part.trim())
    .filter((part) => wordsOf(part).length > 0);
}

/** A clause that only a comma parts from the next is a question of its own when it has as many words as this. */
const wordsBeforeComma = 3;

function clausesIn(sentence: string, phrases: Phrases): string[] {
  const { joint, comma } = marksIn(phrases);
  const clauses: string[] = [];
  for (const part of sentence.split(joint)) {
    const before = clauses.at(-1);
    // «Де і коли голосувати» is one question.
    const opens = before !== undefined && wordsOf(before).length < fewestWords && isAsking(before, phrases);
    if (opens) clauses[clauses.length - 1] = `${before} ${part}`;
    else clauses.push(part);
  }
  return clauses.flatMap((clause) => {
    const [first = '', ...rest] = clause.split(comma);
    const whole = isAsking(first, phrases) && wordsOf(first).length < wordsBeforeComma;
    return whole ? [clause] : [first, ...rest];
  });
}

/** A message in pieces between its marks: where a greeting, a thank-you or an insult may stand beside a question. */
export function piecesIn(text: string): string[] {
  return text
    .split(/[,.!?;:…\n()]+/u)
    .map((piece) => piece.trim())
    .filter((piece) => wordsOf(piece).length > 0);
}
