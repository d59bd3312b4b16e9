// Owns preparing statements once a session: building one anew costs twenty times what running it does.
import type { Session } from './database.ts';
import type { At } from './people.ts';

/** What `prepare` makes of a session, made at its first use and kept as long as the session is. */
export function preparedOnce<Statements>(prepare: (at: At) => Statements): (at: At) => Statements {
  const known = new WeakMap<Session, Statements>();
  return (at) => {
    const found = known.get(at.s) ?? prepare(at);
    known.set(at.s, found);
    return found;
  };
}
