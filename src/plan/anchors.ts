// Owns which event or stage the words of a relative period mean. How many days it lies away belongs to period.ts.

import type { PlanAnchor } from '../core/plan/plan.ts';

/** `edge`: whether the beginning or the end of a stage is meant; null for events and where the words don't say. */
export type Anchoring = { anchor: PlanAnchor; edge: 'opens' | 'closes' | null };

const project = "(?:проєкт|проект|об'єкт|объект)";
/** Words of a stage: «завершення подання проєктів» is the end of submission, not of a project. */
const notOfStage =
  '^(?!.*(?:голосуван|голосован|подан|подач|прийом|прием|розгляд|рассмотр|експертиз|экспертиз|відбор|відбір|отбор|агітац|агитац|доопрац|апеляц|конкурс)).*';

/** Tried in order: what names winners, contracts or films is an event, whichever stage's word stands beside it. */
const events: readonly (readonly [RegExp, PlanAnchor])[] = [
  [
    /переможц|победител|(результат|підсумк|итог)[а-яіїєґ]* .*(голосуван|голосован|конкурс)/,
    'winners.announced',
  ],
  [/(договор|договір|контракт|угод)/, 'contract.signed'],
  [/відео|видео|ролик/, 'video.made'],
  [
    new RegExp(
      `(початк|початок|старт|начал)[а-яіїєґ]* .*(реалізац|реализац)|^(початк|початок|начал)[а-яіїєґ]* ${project}`,
    ),
    'project.started',
  ],
  [
    new RegExp(
      `${notOfStage}(?:(завершен|закінчен|окончан|реалізац|реализац|виконан|здач|введен|готовн|реалізован|реализован)[а-яіїєґ]* .*${project}|(завершен|закінчен|окончан)[а-яіїєґ]* (реалізац|реализац)|(реалізован|завершен|реализован)[а-яіїєґ]* ${project})`,
    ),
    'project.finished',
  ],
  [
    /(заход|захід|мероприят|тренінг|тренинг|зустріч|встреч|вебінар|вебинар|семінар|семинар|форум|конференц)/,
    'event.held',
  ],
];

const stages: readonly (readonly [RegExp, PlanAnchor])[] = [
  [/голосуван|голосован/, 'voting'],
  [/(підсумк|результат|итог)/, 'results'],
  [/подан|подач|прийом|прийман|прием/, 'submission'],
  [/доопрацюван|доработ|усунен/, 'revision'],
  [/апеляц|оскаржен|обжалован/, 'appeal'],
  [/агітац|агитац/, 'campaigning'],
  [/експертиз|экспертиз|розгляд|рассмотр|перевірк|проверк|аналіз|анализ/, 'review'],
  [/збор[уі]? підпис|підтримк|сбор подпис|поддержк/, 'support'],
  [/підготов|подготов/, 'preparation'],
  [/звітуван|звітн|отчет/, 'reporting'],
  [/реалізац|реализац|впроваджен/, 'implementation'],
];

function edgeOf(text: string): 'opens' | 'closes' | null {
  if (/завершен|закінчен|окончан|кінц|закрит|конц/.test(text)) return 'closes';
  return /початк|початок|старт|начал|відкрит|открыт/.test(text) ? 'opens' : null;
}

/** The stage that folded words name, without looking for events. */
export function stageOf(text: string): Anchoring | null {
  const found = stages.find(([pattern]) => pattern.test(text));
  return found ? { anchor: found[1], edge: edgeOf(text) } : null;
}

/** Whether folded words name more than one stage: which of them is meant is then for staff to say. */
export function namesSeveralStages(text: string): boolean {
  return stages.filter(([pattern]) => pattern.test(text)).length > 1;
}

/** The event or stage that folded words name; null where it is none that we know. */
export function anchoringOf(text: string): Anchoring | null {
  const event = events.find(([pattern]) => pattern.test(text));
  if (event) return { anchor: event[1], edge: null };
  return stageOf(text);
}
