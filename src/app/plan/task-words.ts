// Owns how words about tasks and packs are said: phrases of content/tasks.yaml filled with values, a sentence with an unset one left out.
import { type Fact, render } from '../../core/template.ts';

/** A value of null is unset: the sentence that needs it is left out. */
export type TaskValues = Readonly<Record<string, string | number | null>>;

/** Says the phrase `task.KEY`; a key that content lacks is said as it is, so that the gap is seen. */
export type TaskWord = (key: string, values?: TaskValues) => string;

export function taskWords(phrase: (key: string) => string | undefined): TaskWord {
  return (key, values = {}) => {
    const name = `task.${key}`;
    const facts = Object.entries(values).map(([label, value]): [string, Fact] => [
      label,
      { label, kind: typeof value === 'number' ? 'number' : 'text', value },
    ]);
    return render(phrase(name) ?? name, Object.fromEntries(facts), () => '').text;
  };
}
