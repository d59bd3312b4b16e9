// Owns the chat without scripts: one form post becomes requests of the chat, and their answers come back checked.
import { z } from 'zod';
import type { PublicOptions } from './options.ts';

const answerSchema = z.object({
  session: z.string(),
  replies: z.array(
    z.object({
      text: z.string(),
      choices: z.array(
        z.union([
          z.object({ label: z.string(), value: z.string() }),
          z.object({ label: z.string(), url: z.string() }),
        ]),
      ),
      picture: z.object({ url: z.string(), alt: z.string() }).optional(),
    }),
  ),
});

export type ChatReply = z.infer<typeof answerSchema>['replies'][number];

/** What a form of the chat sends; empty strings count as absent. */
export type ChatForm = {
  session: string | null;
  text: string | null;
  choice: string | null;
  source: string | null;
};

/**
 * `opened` is what the chat said when it was opened with a source, before the person's own words. `refused`: the form
 * was no request of the chat (a text too long, a session that never was) · busy: this person sent too much at once.
 */
export type Conversed =
  | { kind: 'answered'; session: string; opened: ChatReply[]; replies: ChatReply[] }
  | { kind: 'refused' }
  | { kind: 'busy'; seconds: number };

/**
 * Carries a form's message. Whoever comes with a source and has no session yet opens the chat with it first, as a
 * messenger does.
 */
export async function converse(talk: PublicOptions['talk'], form: ChatForm): Promise<Conversed> {
  const { session, text, choice, source } = form;
  if (session !== null || source === null) return ask(talk, { session, text, choice });
  const opened = await ask(talk, { session, text: `/start ${source}`, choice: null });
  if (opened.kind !== 'answered' || (text === null && choice === null)) return opened;
  const answered = await ask(talk, { session: opened.session, text, choice });
  if (answered.kind !== 'answered') return answered;
  return { ...answered, opened: opened.replies };
}

async function ask(talk: PublicOptions['talk'], of: Omit<ChatForm, 'source'>): Promise<Conversed> {
  const request = Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null));
  const said = await talk(of.session, new TextEncoder().encode(JSON.stringify(request)));
  switch (said.status) {
    case 200:
      return { kind: 'answered', opened: [], ...answerSchema.parse(said.answer) };
    case 400:
      return { kind: 'refused' };
    case 429:
      return { kind: 'busy', seconds: said.seconds };
  }
}
