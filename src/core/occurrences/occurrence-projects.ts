// Owns the news of projects as messages to those who follow them: which there are, when, to whom, in which words. Pure.
import { audienceOf, type Occurrence } from '../broadcast.ts';
import { type Contest, findStage } from '../contest.ts';
import { factsFor } from '../facts.ts';
import { type ProjectNews, stillTrue } from '../project.ts';
import { quotable } from '../project-view.ts';
import type { Choice } from '../reply.ts';
import type { Fact, Facts } from '../template.ts';
import type { Content } from '../texts.ts';
import { afterQuiet, dayMs, localDate } from '../time.ts';
import {
  base,
  bodyOf,
  type ChannelNames,
  instructionsChoice,
  newsLifeMs,
  openingMoment,
  running,
} from './occurrence-parts.ts';

/** `onBallot`: contests and cycles in which at least one project is admitted to the vote. */
export type ProjectSources = {
  news: readonly ProjectNews[];
  onBallot: readonly { contest: Contest['id']; cycle: string }[];
};

type Sources = { content: Content; channels: ChannelNames; projects?: ProjectSources };

/** That a project won or a step is done is still worth knowing after a week; later the list tells it. */
const lifeMs = 7 * dayMs;
/** Words of staff wait for a second person first. */
const ownWordsLifeMs = 14 * dayMs;

/** News of projects as they would go out; every project gets the same words, only names and facts differ. */
export function projectOccurrences(sources: Sources): Occurrence[] {
  const { projects } = sources;
  if (!projects) return [];
  return [
    ...projects.news.flatMap((news) => newsOf(sources, news) ?? []),
    ...running(sources.content).flatMap((contest) => votingOf(sources, contest, projects) ?? []),
  ];
}

function newsOf({ content, channels }: Sources, news: ProjectNews): Occurrence | null {
  const { project, kind, text } = news;
  const contest = content.contests[project.contest];
  // Dates are those of the cycle that runs: an older project is not admitted to it.
  const old = project.cycle !== contest.cycle.name || contest.cycle.state !== 'running';
  if (kind === 'voting' || !stillTrue(news) || (old && kind === 'admitted')) return null;
  const at = afterQuiet(news.at, content.city.quietHours);
  const name = namedTemplate(content, project.number);
  const facts = {
    ...factsFor(content, { contest: project.contest, now: at }),
    ...filling({
      name: name.replace('{value}', project.number ?? '').replace('{name}', () => quotable(project.title)),
      value: text ?? '',
    }),
  };
  return {
    key: `project:${news.id}`,
    planId: null,
    line: null,
    kind: 'project',
    nature: 'official',
    contest: project.contest,
    stage: null,
    at,
    lastUsefulAt: at + (text === null ? lifeMs : ownWordsLifeMs),
    audience: audienceOf({ purposes: ['projects'], contest: project.contest, follows: project.uid }),
    channels: [...channels.chats, ...channels.letters],
    body: wordsOf(content, facts, { key: `project.news.${kind}`, choices: [mineChoice(content)] }),
    editedBy: text === null ? null : news.by,
  };
}

/**
 * One message to everybody who follows any project on the ballot, whether one or ten: people who are reminded of the
 * stages hear of the opening from there.
 */
function votingOf(
  { content, channels }: Sources,
  contest: Contest,
  { onBallot }: ProjectSources,
): Occurrence | null {
  const stage = findStage(contest, 'voting');
  const cycle = contest.cycle.name;
  if (!stage || !onBallot.some((one) => one.contest === contest.id && one.cycle === cycle)) return null;
  const at = openingMoment(stage, content.city.quietHours);
  const facts = {
    ...factsFor(content, { contest: contest.id, now: at, stage: stage.id }),
    ...filling({ scope: content.phrases[`scope.${contest.id}`] ?? '' }),
  };
  return {
    ...base(contest.id, stage, at),
    lastUsefulAt: Math.min(stage.closes, at + newsLifeMs),
    key: `project:voting:${contest.id}:${cycle}@${localDate(at)}`,
    planId: null,
    line: null,
    kind: 'project',
    audience: audienceOf({
      purposes: ['projects'],
      contest: contest.id,
      followsIn: cycle,
      unlessReminded: true,
    }),
    channels: [...channels.chats, ...channels.letters],
    body: wordsOf(content, facts, {
      key: `project.news.voting.${contest.id}`,
      choices: [mineChoice(content), instructionsChoice(content)],
    }),
    editedBy: null,
  };
}

function namedTemplate(content: Content, number: string | null): string {
  return content.phrases[number === null ? 'project.name.plain' : 'project.name'] ?? '';
}

function mineChoice(content: Content): Choice {
  return { label: content.phrases['button.projects.mine'] ?? '', value: '/projects mine' };
}

/** The words of a phrase: short enough that news of several projects can go in one message. */
function wordsOf(content: Content, facts: Facts, of: { key: string; choices: readonly Choice[] }) {
  const text = content.phrases[of.key] ?? '';
  return bodyOf(content, facts, {
    text,
    subject: content.phrases[`${of.key}.subject`],
    choices: of.choices,
  });
}

function filling(values: Readonly<Record<string, string>>): Record<string, Fact> {
  return Object.fromEntries(
    Object.entries(values).map(([label, value]): [string, Fact] => [label, { label, kind: 'text', value }]),
  );
}
