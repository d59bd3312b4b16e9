// Owns a wall clock that jumps on command, loaded with --import into a process of the product: it adds to Date what the
// file named in CHAOS_CLOCK_FILE says (milliseconds), from the start on and whenever the file changes.
import { readFileSync } from 'node:fs';

/** Only Date jumps, as a system's clock does when it is set; timers and performance.now go on. */
const everyMs = 50;
const file = process.env.CHAOS_CLOCK_FILE ?? '';
const RealDate = Date;
let offset = 0;

function read(): void {
  try {
    const said = Number(readFileSync(file, 'utf8'));
    if (Number.isFinite(said)) offset = said;
  } catch {
    // Nobody has set the clock yet.
  }
}

const now = () => RealDate.now() + offset;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

read();
setInterval(read, everyMs).unref();
