// Owns which texts a line's outlet needs and how they are put together from a story of the city; files, links and codes
// are made by whoever asks. Pure.
import { type Contest, type ContestId, findStage, type StageId } from '../contest.ts';
import { factsFor } from '../facts.ts';
import { type Facts, render } from '../template.ts';
import type { Content, PackPart, Story } from '../texts.ts';
import type { PlanChannel } from './plan.ts';

/** One text of a pack. */
export type PackText = { part: PackPart; text: string };

/** For whom a pack is made: a contest, its stage, the instant whose dates count, and the address behind its QR code. */
export type PackView = { contest: ContestId; stage: StageId; now: number; link: string };

/** The texts that an outlet can use, the main one first. */
export function partsOf(channel: PlanChannel): readonly PackPart[] {
  switch (channel) {
    case 'facebook':
    case 'instagram':
    case 'viber':
    case 'telegram':
      return ['social'];
    case 'youtube':
    case 'tv':
      return ['tv'];
    case 'radio':
      return ['radio'];
    case 'press':
      return ['release', 'article'];
    case 'website':
    case 'webmedia':
      return ['web', 'release'];
    case 'print':
    case 'outdoor':
    case 'event':
    case 'award':
      return ['poster', 'layout'];
    case 'email':
    case 'monitoring':
    case 'process':
    case 'other':
      return ['social', 'web', 'poster'];
  }
}

/** The stages of a contest for which there is a story and a date, in the calendar's order. */
export function packStages(content: Content, contest: Contest): StageId[] {
  return contest.cycle.stages
    .map((stage) => stage.id)
    .filter((id) => content.packs.stories[`${contest.id}.${id}`] !== undefined);
}

/** The texts of a pack; null where the stage has no story or no date. A sentence with an unset value is left out. */
export function packTexts(content: Content, channel: PlanChannel, view: PackView): PackText[] | null {
  const story = content.packs.stories[`${view.contest}.${view.stage}`];
  if (!story || !findStage(content.contests[view.contest], view.stage)) return null;
  const facts = factsFor(content, { contest: view.contest, now: view.now, stage: view.stage });
  const said = (template: string) => filled(template, facts);
  const blocks: Record<string, string> = {
    ...blocksOf(story, said),
    about: said(content.packs.about[view.contest]),
    link: view.link,
  };
  const whole: Facts = { ...facts, ...textFacts(blocks) };
  return partsOf(channel).map((part) => ({ part, text: filled(content.packs.parts[part], whole) }));
}

/** The story's own words, filled: steps numbered for reading, and as sentences for running text. */
function blocksOf(story: Story, said: (template: string) => string): Record<string, string> {
  const steps = story.how.map(said).filter((step) => step !== '');
  return {
    title: said(story.title),
    lead: said(story.lead),
    what: said(story.what),
    why: said(story.why),
    post: said(story.post),
    radio: said(story.radio),
    picture: said(story.picture),
    poster: story.poster
      .map(said)
      .filter((line) => line !== '')
      .join('\n'),
    how: steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    story: steps.join(' '),
  };
}

function textFacts(blocks: Readonly<Record<string, string>>): Facts {
  return Object.fromEntries(
    Object.entries(blocks).map(([label, value]) => [label, { label, kind: 'text' as const, value }]),
  );
}

/** Fills a template; what would need an unset value is not said at all, and leaves no gap behind. */
function filled(template: string, facts: Facts): string {
  const { text } = render(template, facts, () => '');
  return text.replace(/\n{3,}/g, '\n\n').trim();
}

/** The words of a text as a speaker counts them: what holds a letter or a digit. */
export function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
}
