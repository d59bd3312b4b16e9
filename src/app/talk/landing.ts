// Owns where a deep link lands: what a registered source leads to, and the page of an event.
import { findEvent } from '../../../db/events.ts';
import { type At, findSource } from '../../../db/people.ts';
import type { Landing } from '../../core/dialog/dialog.ts';

/** The source by which people come from the page of an event. */
export function eventSource(id: string): string {
  return `event-${id}`;
}

/** Where a source lands; null: nowhere in particular. Staff's own target of a source comes first. */
export async function landingFor(at: At, source: string): Promise<Landing | null> {
  const registered = await findSource(at, source);
  if (registered) return registered.target;
  const id = /^event-([0-9a-f]+)$/.exec(source)?.[1];
  const event = id === undefined ? null : await findEvent(at, id);
  return event && { event: event.id };
}
