// Owns looking up what a turn about projects speaks of.
import type { At, PersonRow } from '../../db/people.ts';
import type { Command } from '../core/command.ts';
import type { Conversation } from '../core/conversation.ts';
import type { ProjectsLook } from '../core/project.ts';
import type { Content } from '../core/texts.ts';
import type { App } from './app.ts';

/** What a turn looks things up for: what it means, and who says it where. */
export type Looking = {
  meant: Command | null;
  conversation: Conversation;
  person: PersonRow;
  content: Content;
};

/** The projects of the running cycle and which of them the person follows; null where the turn is not about projects. */
export async function lookAtProjects(_at: At, _app: App, _of: Looking): Promise<ProjectsLook | null> {
  return null;
}
