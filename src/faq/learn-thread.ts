// Owns the thread that learns: texts come in, a packed model goes out.
import { parentPort, workerData } from 'node:worker_threads';
import type { FaqForMatching, Words } from '../core/understanding.ts';
import { learnModel } from './learn.ts';
import { packModel } from './model.ts';

const { entries, words } = workerData as { entries: readonly FaqForMatching[]; words: Words };
const packed = packModel(learnModel(entries, words));
parentPort?.postMessage(packed, [packed.buffer]);
