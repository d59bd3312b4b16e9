// Owns that the processes of the benchmark of mail find what was compiled before, as the product's do: the parent kills
// them, and killed processes keep nothing by themselves.
import { flushCompileCache } from 'node:module';

/** Keeps what is compiled for the next process; called once what is measured is over. */
export function keepCompiled(): void {
  flushCompileCache();
}
