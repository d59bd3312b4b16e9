// Owns reading the form of a new broadcast: its fields as they were typed, what is wrong with them, and the draft they make.
import type { NewBroadcast, SourceRow } from '../../app/desk.ts';
import type { Nature } from '../../core/broadcast.ts';
import { contestIds } from '../../core/contest.ts';
import { readInstant } from '../../core/time.ts';
import { type Errors, errorsOf, type Form, hasErrors, oneOf } from './form.ts';
import type { Visit } from './visit.ts';

/** The fields as they were typed; repeated in the form and carried through the preview. */
export type DraftFields = {
  text: string;
  subject: string;
  at: string;
  lastUsefulAt: string;
  contest: string;
  role: string;
  source: string;
  nature: string;
  channels: string[];
};

export const natures: readonly Nature[] = ['official', 'agitation'];

export const noFields: DraftFields = {
  text: '',
  subject: '',
  at: '',
  lastUsefulAt: '',
  contest: '',
  role: '',
  source: '',
  nature: 'official',
  channels: [],
};

export function fieldsOf({ text, all }: Form): DraftFields {
  return {
    text: text('text'),
    subject: text('subject'),
    at: text('at'),
    lastUsefulAt: text('lastUsefulAt'),
    contest: text('contest'),
    role: text('role'),
    source: text('source'),
    nature: text('nature'),
    channels: all('channels'),
  };
}

/** The draft that the fields make, by the person who sent them; or an error a field. */
export function readDraft(
  { desk, member, now, say }: Visit,
  fields: DraftFields,
  sources: readonly SourceRow[],
): { draft: NewBroadcast } | { errors: Errors } {
  const at = readInstant(fields.at);
  const lastUsefulAt = fields.lastUsefulAt === '' ? null : readInstant(fields.lastUsefulAt);
  const nature = oneOf(natures, fields.nature);
  const contest = oneOf(contestIds, fields.contest);
  const role = oneOf(desk.roles, fields.role);
  const source = oneOf(
    sources.map(({ name }) => name),
    fields.source,
  );
  const channels = desk.channels.filter((name) => fields.channels.includes(name));
  const chosen = (value: string, found: unknown) => (value === '' || found ? null : say('error.choose'));
  const errors = errorsOf({
    text: fields.text ? null : say('error.required'),
    at: at === null ? say('error.moment') : at <= now ? say('error.past') : null,
    lastUsefulAt: lastUsefulError(fields.lastUsefulAt, lastUsefulAt, at),
    nature: nature ? null : say('error.choose'),
    contest: chosen(fields.contest, contest),
    role: chosen(fields.role, role),
    source: chosen(fields.source, source),
    channels: channels.length === fields.channels.length ? null : say('error.choose'),
  });
  if (hasErrors(errors) || at === null || !nature) return { errors };
  const audience = { ...(contest && { contest }), ...(role && { role }), ...(source && { source }) };
  const subject = fields.subject === '' ? null : fields.subject;
  const to = channels.length > 0 ? channels : null;
  return {
    draft: { text: fields.text, subject, at, lastUsefulAt, audience, channels: to, nature, by: member.email },
  };

  function lastUsefulError(typed: string, instant: number | null, starts: number | null): string | null {
    if (typed === '') return null;
    if (instant === null) return say('error.moment');
    return starts !== null && instant <= starts ? say('new.lastUsefulWrong') : null;
  }
}
