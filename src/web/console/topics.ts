// Owns the list of what a message can be about, as far as a person can refuse it, in the order of a form.
import type { Topic } from '../../core/broadcast.ts';
import { stageIds } from '../../core/contest.ts';

export const topics: readonly Topic[] = ['news', 'events', ...stageIds.map((id): Topic => `stage.${id}`)];
