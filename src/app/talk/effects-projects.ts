// Owns carrying out what a turn of the dialog changes about projects that are followed.
import { skipWaiting } from '../../../db/begun.ts';
import { type At, grantedScopes, recordConsent } from '../../../db/people.ts';
import { addFollow, findProject, followedContests, removeFollow } from '../../../db/projects.ts';
import type { Effect } from '../../core/dialog/conversation.ts';
import type { App } from '../app.ts';
import type { Whose } from './effects.ts';

type Mine = Extract<Effect, { kind: 'follow' | 'unfollow' }>;

/**
 * Carries out one effect about projects that are followed. The consent is for the news of a contest: it begins with the
 * first project that is followed there and ends with the last.
 */
export async function carryProjects(at: At, app: App, of: Whose & { effect: Mine }): Promise<void> {
  const { person, address, effect } = of;
  const now = app.clock.now();
  const project = await findProject(at, effect.project);
  if (!project) return;
  const personId = person.id;
  const consent = {
    id: app.newId(),
    purpose: 'projects' as const,
    contest: project.contest,
    at: now,
    channel: address.channel,
  };
  const granted = (await grantedScopes(at, personId, 'projects')).includes(project.contest);
  if (effect.kind === 'follow') {
    await addFollow(at, { personId, projectUid: project.uid, at: now });
    const { wording } = effect;
    if (!granted)
      await recordConsent(at, personId, { ...consent, granted: true, wording, ground: 'consent' });
    return;
  }
  await removeFollow(at, { personId, uid: project.uid });
  const last = !(await followedContests(at, personId)).includes(project.contest);
  if (last && granted) {
    await recordConsent(at, personId, {
      ...consent,
      granted: false,
      wording: 'unfollow',
      ground: 'withdrawal',
    });
  }
  const left = ({
    follows,
    followsIn,
    contest,
  }: {
    follows?: string;
    followsIn?: string;
    contest: unknown;
  }) => follows === project.uid || (last && followsIn !== undefined && contest === project.contest);
  await skipWaiting(at, { personId, reason: 'withdrawn', now, left });
}
