// Owns the console's voice for tasks and packs, whose phrases begin with `task.` and stand in a file of their own.
import { type TaskWord, taskWords } from '../../../app/plan/task-words.ts';
import type { Visit } from '../visit.ts';

export function wordOf({ desk }: Pick<Visit, 'desk'>): TaskWord {
  return taskWords(desk.phrase);
}
