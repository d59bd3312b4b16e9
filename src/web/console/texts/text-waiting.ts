// Owns how a change that waits for a second person looks to whoever approves it; approving it is text-acts.ts's.
import { html } from 'hono/html';
import type { TextSheet, Waiting } from '../../../app/texts/text-library.ts';
import type { Html } from '../../layout.ts';
import { button, hidden, postForm } from '../fields.ts';
import { moment } from '../show.ts';
import type { Visit } from '../visit.ts';
import { changedTable, changeList, findingList, textPath } from './text-words.ts';

/** The change that waits, with all that it alters; whoever may not approve it reads why. */
export function waitingSheet(visit: Visit, { head, single }: TextSheet, waiting: Waiting): Html {
  const { csrf, member, say } = visit;
  const mine = waiting.by === member.email;
  const form = (act: 'approve' | 'withdraw') =>
    postForm({
      action: `${textPath(head)}/${act}`,
      csrf,
      body: html`${hidden({ id: waiting.id })}${button(say(`entries.${act}`), act === 'withdraw' ? { look: 'quiet' } : {})}`,
    });
  const may = member.role !== 'editor' && (single || !mine);
  return html`<section class="sheet"><h2>${say('text.waiting')}</h2>
<p>${say('text.proposedBy', { who: waiting.by })} ${moment(waiting.at)}</p>
${findingList(say, waiting.findings)}
${changeList(say, waiting.changes)}
<h3>${say('text.messages.title')}</h3>${changedTable(say, waiting.messages)}
${may ? '' : html`<p>${say(mine ? 'text.otherApproves' : 'text.approverApproves')}</p>`}
<div class="acts">${may ? form('approve') : ''}${mine || member.role !== 'editor' ? form('withdraw') : ''}</div></section>`;
}
