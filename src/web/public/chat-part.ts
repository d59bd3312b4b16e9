// Owns the chat as markup: the log, the choices and the form, all of which work without scripts; chat.js only makes it live.
import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import type { ChatReply } from './conversation.ts';
import type { Words } from './options.ts';
import { linked } from './text.ts';

/** What a message may hold; the chat itself refuses more. */
export const longestText = 4000;

/**
 * The chat of a page. `action` is where its forms post, `session` null before anything was said; `source` is what the
 * person came with. `said` null: nothing yet, a greeting stands there. `heading`: with a heading of its own.
 */
export type ChatPart = {
  action: '/chat' | '/embed';
  session: string | null;
  source: string | null;
  said: { opened: readonly ChatReply[]; you: string | null; replies: readonly ChatReply[] } | null;
  heading: boolean;
};

/** Commands that a first visitor can press; as text, so that they work in every state of the chat. */
const starters = [
  ['button.contest.city', '/contest city'],
  ['button.contest.kids', '/contest kids'],
  ['button.stage', '/stage'],
] as const;

/** The whole chat. The words that chat.js needs stand in data attributes: the script has none of its own. */
export function chatPart(words: Words, part: ChatPart): Html {
  const { action, session, source, said, heading } = part;
  const fields = html`${hidden('session', session)}${hidden('source', session === null ? source : null)}`;
  const log = said === null ? greeting(words, { action, fields }) : turn(words, { action, fields, said });
  const name = words('web.chat.title');
  return html`<section class="chat" id="chat" aria-label="${name}" data-source="${source ?? ''}"
 data-you="${words('web.chat.you')}" data-bot="${words('web.chat.bot')}"
 data-waiting="${words('web.chat.waiting')}" data-failed="${words('web.chat.failed')}" data-new-tab="${words('web.newTab')}">
${heading ? html`<h2>${name}</h2>` : ''}
<div class="${said === null ? 'log' : 'log whole'}" id="chat-log" role="log" aria-live="polite" aria-label="${words('web.chat.log')}" tabindex="0">
${log}
</div>
<p class="status" id="chat-status" role="status"></p>
<form class="ask" id="chat-form" method="post" action="${action}">
${fields}
<label for="chat-text">${words('web.chat.label')}</label>
<div class="line">
<input id="chat-text" name="text" type="text" required maxlength="${longestText}" autocomplete="off" enterkeyhint="send">
<button type="submit">${words('web.chat.send')}</button>
</div>
<p class="hint">${words('web.chat.hint')}</p>
</form>
</section>
<script type="module" src="/chat.js"></script>`;
}

type Around = { action: ChatPart['action']; fields: Html };

function greeting(words: Words, { action, fields }: Around): Html {
  return html`${bubble(words('web.chat.bot'), 'bot', words('web.chat.hello'))}
<form class="choices" method="post" action="${action}">
${fields}
${starters.map(([key, text]) => html`<button class="quiet" type="submit" name="text" value="${text}">${words(key)}</button>`)}
</form>`;
}

/** What one post said and what came back. */
function turn(words: Words, { said, ...around }: Around & { said: NonNullable<ChatPart['said']> }): Html {
  const { opened, you, replies } = said;
  const answers = (of: readonly ChatReply[]) => of.map((reply) => replyOf(words, reply, around));
  const nothing = opened.length + replies.length === 0;
  return html`${answers(opened)}
${you === null ? '' : bubble(words('web.chat.you'), 'you', you)}
${answers(replies)}
${nothing ? bubble(words('web.chat.bot'), 'bot', words('web.chat.nothing')) : ''}`;
}

function replyOf(words: Words, reply: ChatReply, around: Around): Html {
  return html`${bubble(words('web.chat.bot'), 'bot', reply.text)}
${reply.picture ? html`<img src="${reply.picture.url}" alt="${reply.picture.alt}">` : ''}
${reply.choices.length === 0 ? '' : choicesOf(reply, around)}`;
}

function bubble(who: string, kind: 'you' | 'bot', text: string): Html {
  return html`<div class="said ${kind}"><p class="who">${who}</p><p class="text">${linked(text)}</p></div>`;
}

function choicesOf(reply: ChatReply, { action, fields }: Around): Html {
  const choices = reply.choices.map((choice) => {
    if ('value' in choice)
      return html`<button class="quiet" type="submit" name="choice" value="${choice.value}">${choice.label}</button>`;
    return isSafe(choice.url)
      ? html`<a class="button quiet" href="${choice.url}" rel="noopener">${choice.label}</a>`
      : '';
  });
  return html`<form class="choices" method="post" action="${action}">${fields}${choices}</form>`;
}

/** Addresses that may become links: the web, mail and telephone; never a script. */
function isSafe(url: string): boolean {
  return /^(?:https?|mailto|tel):/i.test(url);
}

function hidden(name: string, value: string | null): Html | '' {
  return value === null ? '' : html`<input type="hidden" name="${name}" value="${value}">`;
}
