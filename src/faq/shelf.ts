// Owns the files of models: the one that came with the texts and those learnt here, found by key; learning is left to learn.ts.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../core/log.ts';
import { type Model, unpackModel } from './model.ts';

/** So many models learnt here are kept, the newest. */
const keptModels = 3;
const ending = '.model';

export type Shelf = {
  /** The model with this key; null where there is none that can be read. */
  find: (key: string) => Model | null;
  /** Any model: the newest learnt here, else the one that came along; null where there is none. */
  any: () => Model | null;
  /** Keeps a packed model; a folder that cannot be written is in the log and nothing worse. */
  keep: (key: string, bytes: Uint8Array) => void;
};

/** The shelf over one shipped file and a folder of models learnt here. */
export function createShelf(of: { shipped: string; cacheDir: string; log: Log }): Shelf {
  const { shipped, cacheDir, log } = of;
  const fileOf = (key: string) => path.join(cacheDir, key + ending);
  return {
    find: (key) => [shipped, fileOf(key)].map(opened).find((model) => model?.key === key) ?? null,
    any: () => opened(newestFirst(cacheDir)[0] ?? shipped) ?? opened(shipped),
    keep: (key, bytes) => {
      try {
        mkdirSync(cacheDir, { recursive: true });
        // Written beside and moved, so that another process never reads half a model.
        const beside = `${fileOf(key)}.${process.pid}`;
        writeFileSync(beside, bytes);
        renameSync(beside, fileOf(key));
        for (const old of newestFirst(cacheDir).slice(keptModels)) rmSync(old, { force: true });
      } catch (error) {
        log.warn({ error }, 'a learnt model could not be kept; it is learnt again at the next start');
      }
    },
  };
}

function opened(file: string): Model | null {
  try {
    return unpackModel(readFileSync(file));
  } catch {
    // No such file, or none that may be read: the model is found elsewhere or learnt.
    return null;
  }
}

function newestFirst(folder: string): string[] {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith(ending));
    const dated = files
      .map((name) => path.join(folder, name))
      .map((file) => ({ file, at: statSync(file).mtimeMs }));
    return dated.sort((a, b) => b.at - a.at).map(({ file }) => file);
  } catch {
    // The folder is made with the first model that is kept.
    return [];
  }
}
