// Owns the chat commands about events and polls as text.

export type EventCommand =
  | { kind: 'events' }
  | { kind: 'event'; id: string; act: 'show' | 'join' | 'leave' }
  /** An answer to one of the two questions after an event, 1 to 5. */
  | { kind: 'rate'; id: string; question: 1 | 2; value: number | null }
  /** `option` counts from 1; null: show the poll. */
  | { kind: 'poll'; id: string | null; option: number | null };

/** Reads `/events`, `/event ID [join|leave]`, `/rate ID 1 5`, `/poll [ID [2]]`; null for every other name. */
export function readEventCommand(name: string, words: readonly string[]): EventCommand | null {
  const [id, second, third] = words;
  switch (name) {
    case '/events':
      return { kind: 'events' };
    case '/event':
      return id === undefined
        ? { kind: 'events' }
        : { kind: 'event', id, act: second === 'join' || second === 'leave' ? second : 'show' };
    case '/rate':
      return id === undefined
        ? { kind: 'events' }
        : { kind: 'rate', id, question: second === '2' ? 2 : 1, value: numberIn(third, 5) };
    case '/poll':
      return { kind: 'poll', id: id ?? null, option: numberIn(second, 10) };
    default:
      return null;
  }
}

function numberIn(word: string | undefined, most: number): number | null {
  const value = Number(word);
  return Number.isInteger(value) && value >= 1 && value <= most ? value : null;
}
