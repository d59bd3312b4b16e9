// Owns which texts staff may write in place of those of content/, or beside them, and how content looks with them; a pure function of values.
import { z } from 'zod';
import {
  type Content,
  faqSchema,
  instructionSchema,
  letterSchema,
  noticeSchema,
  ruleSchema,
} from './texts.ts';

export const textKinds = ['faq', 'instruction', 'phrase', 'rule', 'letter', 'notice'] as const;
export type TextKind = (typeof textKinds)[number];

/** One text of staff's own: a record of its kind under its key. */
export type OwnText = { kind: TextKind; key: string; body: unknown };

/** An entry that stands is not lost for want of ways of asking; new ones are asked for all that a file needs. */
const ownFaqSchema = faqSchema.extend({ phrasings: z.array(z.string().trim().min(1)).min(1) });

/** What a record of each kind looks like. */
export const textSchemas = {
  faq: ownFaqSchema,
  instruction: instructionSchema,
  phrase: z.string().trim().min(1),
  rule: ruleSchema,
  letter: letterSchema,
  notice: noticeSchema,
} as const satisfies Record<TextKind, z.ZodType>;

/** Content with one text of staff's in its place; null where the record is none of its kind. */
export function withText(content: Content, { kind, key, body }: OwnText): Content | null {
  switch (kind) {
    case 'faq': {
      const read = textSchemas.faq.safeParse(body);
      return read.success ? { ...content, faq: { ...content.faq, [key]: read.data } } : null;
    }
    case 'instruction': {
      const read = textSchemas.instruction.safeParse(body);
      return read.success
        ? { ...content, instructions: { ...content.instructions, [key]: read.data } }
        : null;
    }
    case 'phrase': {
      const read = textSchemas.phrase.safeParse(body);
      return read.success ? { ...content, phrases: { ...content.phrases, [key]: read.data } } : null;
    }
    case 'rule': {
      const read = textSchemas.rule.safeParse(body);
      return read.success ? { ...content, rules: { ...content.rules, [key]: read.data } } : null;
    }
    case 'letter': {
      const read = textSchemas.letter.safeParse(body);
      return read.success ? { ...content, letters: { ...content.letters, [key]: read.data } } : null;
    }
    case 'notice': {
      const read = textSchemas.notice.safeParse(body);
      const known = content.notices.some(({ id }) => id === key);
      // Which notices there are, and when they come, is the program's: staff write what they say.
      if (!read.success || !known || read.data.id !== key) return null;
      return { ...content, notices: content.notices.map((one) => (one.id === key ? read.data : one)) };
    }
  }
}

/** The record that stands under a key; null: there is none. */
export function textOf(content: Content, { kind, key }: Pick<OwnText, 'kind' | 'key'>): unknown {
  switch (kind) {
    case 'faq':
      return content.faq[key] ?? null;
    case 'instruction':
      return content.instructions[key] ?? null;
    case 'phrase':
      return content.phrases[key] ?? null;
    case 'rule':
      return content.rules[key] ?? null;
    case 'letter':
      return content.letters[key] ?? null;
    case 'notice':
      return content.notices.find(({ id }) => id === key) ?? null;
  }
}
