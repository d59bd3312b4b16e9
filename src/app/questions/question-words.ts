// Owns what went along with a question in words for staff: the contest, the role, the stage, what was talked about.
import type { QuestionContext } from '../../../db/tables.ts';
import type { Content } from '../../core/texts.ts';

/** One line a fact; nothing where nothing was known. */
export function contextWords(
  content: Pick<Content, 'phrases' | 'faq' | 'contests'>,
  context: QuestionContext | null,
): string[] {
  if (!context) return [];
  const { phrases, faq, contests } = content;
  const { contest, role, stage, topic } = context;
  const parts = [
    contest && contests[contest].short,
    role && phrases[`role.${role}`],
    stage && phrases[`stage.${stage}`],
    topic && faq[topic]?.question,
  ].filter((part): part is string => typeof part === 'string');
  return parts.length > 0 ? [parts.join(' · ')] : [];
}
