// Owns how the console says its phrases: filled from content/console.yaml, whose every key begins with `console.`.
import { type Fact, render } from '../../core/template.ts';

/** What fills the places of a phrase; a number is grouped by thousands and may choose a plural form. */
export type Values = Readonly<Record<string, string | number>>;

/** Says the phrase `console.KEY`. Throws where the phrase has a place that `values` lacks: that is a bug. */
export type Say = (key: string, values?: Values) => string;

/** The console's voice over the application's phrases. */
export function sayFrom(phrase: (key: string) => string): Say {
  return (key, values = {}) => render(phrase(`console.${key}`), factsOf(values), () => '').text;
}

function factsOf(values: Values): Record<string, Fact> {
  const facts = Object.entries(values).map(([key, value]): [string, Fact] => [
    key,
    { label: key, kind: typeof value === 'number' ? 'number' : 'text', value },
  ]);
  return Object.fromEntries(facts);
}
