// Owns looking up what a turn about events or polls speaks of.
import type { At } from '../../db/people.ts';
import type { EventsLook } from '../core/event.ts';
import type { App } from './app.ts';
import type { Looking } from './look-projects.ts';

/** Events and polls as this person sees them; null where the turn is not about them. */
export async function lookAtEvents(_at: At, _app: App, _of: Looking): Promise<EventsLook | null> {
  return null;
}
