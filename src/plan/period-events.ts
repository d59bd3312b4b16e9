// Owns periods that hang on an event or a stage: «через 10 робочих днів після…», «по мірі…», «на етапі…». Which event the
// words mean belongs to anchors.ts.

import { type Anchoring, anchoringOf, namesSeveralStages, stageOf } from './anchors.ts';
import { incomplete, type RuleAnswer, understood } from './timing.ts';

const numberWords: readonly (readonly [RegExp, number])[] = [
  [/^(один|одного|одним|одна)$/, 1],
  [/^(два|двох|двух|дві)$/, 2],
  [/^(три|трьох|трех)$/, 3],
  [/^(чотири|чотирьох|четырех|четыре)$/, 4],
  [/^(п'ять|п'яти|пять|пяти)$/, 5],
  [/^(сім|семи|семь)$/, 7],
  [/^(десять|десяти)$/, 10],
  [/^(чотирнадцять|чотирнадцяти)$/, 14],
  [/^(п'ятнадцять|п'ятнадцяти|пятнадцать|пятнадцати)$/, 15],
  [/^(двадцять|двадцяти|двадцать|двадцати)$/, 20],
  [/^(тридцять|тридцяти|тридцать|тридцати)$/, 30],
];

function countOf(word: string | undefined): number | null {
  if (!word) return null;
  if (/^\d{1,3}$/.test(word)) return Number(word);
  return numberWords.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

const unit =
  '(?:дн[яіів]+|днів|дней|день|дні|добу|доби|діб|суток|тижн[яіів]+|тиждень|тижнів|недел[яиюь]+|недель|місяц[яіьв]+|місяців|месяц[аев]*|месяцев)';
const relativePattern = new RegExp(
  '^(?:(?:протягом|упродовж|впродовж|не пізніше(?: ніж)?|не позднее(?: чем)?|за|через|у строк|в строк|у термін|в срок|в течени[еи]|на|до|не раніше ніж) )*(?:за |через |перш(?:их|і) )?' +
    `(?:(?<count>\\d{1,3}|[а-яіїєґ']+)[ -]?)??(?:(?<count2>\\d{1,3}|[а-яіїєґ']+) )?(?<sort>календарн[а-яіїє]+|робоч[а-яіїє]+|рабоч[а-я]+|банківськ[а-яіїє]+)? ?(?<unit>${unit}) ` +
    '(?<side>після|по закінченню|по завершенню|з дня|з дати|з моменту|від дня|від дати|від моменту|від|зо дня|со дня|с даты|с момента|с|после|з|до дня|до дати|до|перед) (?:дня |дати |моменту )?(?<event>.+)$',
);
const dayTerm =
  /^(?:у|в|протягом)? ?(\d{1,3})-?(?:ти|х)?-?(?:денний|дневный|денного) (?:строк|термін|срок)(?:у)? (?:після|з дня|з дати|з моменту|від|со дня|с даты|после) (.+)$/;

function anchored(anchoring: Anchoring | null): {
  anchor: Anchoring['anchor'] | null;
  edge: Anchoring['edge'];
} {
  return { anchor: anchoring?.anchor ?? null, edge: anchoring?.edge ?? null };
}

function relativeAnswer(days: number | null, working: boolean, event: string): RuleAnswer {
  const anchoring = anchoringOf(event);
  const dayCount = days === null ? null : working ? ('working' as const) : ('calendar' as const);
  const values = { ...anchored(anchoring), offsetDays: days, dayCount };
  return days === null || anchoring === null
    ? incomplete('relative', values)
    : understood('relative', values);
}

/** Days from or before an event. A lost number and months (which have no fixed days) leave the offset to staff. */
function readRelative(tokens: string): RuleAnswer {
  const term = dayTerm.exec(tokens);
  if (term?.[1] && term[2]) return relativeAnswer(Number(term[1]), false, term[2]);
  const groups = relativePattern.exec(tokens)?.groups;
  if (!groups?.unit || !groups.side || !groups.event) return null;
  const { unit: noun, side, event } = groups;
  const word = groups.count2 ?? groups.count;
  const written = countOf(word);
  if (word !== undefined && written === null && !/^(наступн|следующ|кільк)/.test(word)) return null;
  const single =
    /^(тиждень|тижня|день|дня|добу|доби|неделю|недели|суток)$/.test(noun) && !/^кільк/.test(word ?? '')
      ? 1
      : null;
  const count = written ?? single;
  const months = /^(місяц|месяц)/.test(noun);
  const size = /^(тиж|недел)/.test(noun) ? 7 : 1;
  const sign = /^(до|перед)/.test(side) ? -1 : 1;
  const days = count === null || months ? null : sign * count * size;
  return relativeAnswer(days, /^(робоч|рабоч|банк)/.test(groups.sort ?? ''), event);
}

const occurrence =
  /^(?:(?:по|в|у) мір[іуи]|по мере|за фактом|по факту|щоразу після|після кожн[а-яіїє]+|після проведення кожн[а-яіїє]+|после кажд[а-я]+|при|у разі|в случае) (.+)$/;
const needed =
  /^(?:за|в разі|у разі|при|по мірі|в міру|по мере|по)? ?(?:потреби|потребою|потребі|необхідності|необхідністю|необходимости|необхідність)$/;
const after =
  /^(?:після|по завершенн[іюя]|по закінченн[іюя]|по окончани[ию]|после|за результатами|за підсумками|по итогам|по результатам|з моменту|з дня|з дати|со дня|с момента|з початку|починаючи з|начиная с|одразу після|відразу після|сразу после) (.+)$/;
const anyStage =
  /^(?:(?:у|в) )?(?:протягом|упродовж|впродовж|залежн(?:о|ості) від|відповідно до|згідно (?:з|із|зі)|на|на кожному|на всіх|на усіх|за|по всіх|по усіх|в зависимости от|в соответствии с|согласно)(?: (?:конкретн[а-яіїє]+|кожн[а-яіїє]+|поточн[а-яіїє]+|всіх|усіх|окрем[а-яіїє]+|конкретн[а-я]+))* (?:етап[а-яіїєґ]*|этап[а-я]*|графік[а-яіїєґ]*|календар[а-яіїєґ]*|графиком?)(?: (?:етапів|етапу|циклу|цикла|конкурсу|конкурсів|проведення|бюджету участі|бюджету|участі|процесу|проекту|проєкту|реалізації))*$/;
const duringStage =
  /^(?:на|під час|у період|в період|за період|протягом|упродовж|впродовж|в ході|у ході|на час|во время|в период|на період|на этапе|у|в)(?: (?:етап[іуи]?|стадії|этапа|этапе|проведення|періоду|періоді|дії|проведения|часу))* (.+)$/;

function readStage(tokens: string): RuleAnswer {
  if (anyStage.test(tokens)) return understood('stageBound');
  const words = duringStage.exec(tokens)?.[1];
  if (words === undefined || words.length > 60 || /[<{\d]/.test(words)) return null;
  const named = stageOf(words);
  if (named && namesSeveralStages(words)) return incomplete('stageBound');
  return named ? understood('stageBound', { anchor: named.anchor }) : null;
}

const onTheDay = /^(?:у|в|на) день (.+)$/;
const dayBefore = /^(?:напередодні|накануне|за день до|за добу до) (.+)$/;
const untilEvent =
  /^(?:до|перед|не пізніше|не позднее) ((?:дня |дати )?(?:початку|старту|відкриття|завершення|закінчення|закриття|начала|окончания|завершения|оголошення|визначення|укладення|підписання|проведення|объявления) .+)$/;

/** «До початку голосування», «у день…», «напередодні…»: no days lie between, or one. */
function readEdge(tokens: string): RuleAnswer {
  const [on, before, until] = [onTheDay, dayBefore, untilEvent].map((pattern) => pattern.exec(tokens)?.[1]);
  const event = on ?? before ?? until;
  if (event === undefined || /[<{]/.test(event)) return null;
  return relativeAnswer(before === undefined ? 0 : -1, false, event);
}

/** Relative, repeated, following and stage-bound periods; null for everything else. */
export function readEventPeriod(tokens: string): RuleAnswer {
  const relative = readRelative(tokens);
  if (relative !== null) return relative;
  const edge = readEdge(tokens);
  if (edge !== null) return edge;
  if (needed.test(tokens)) return incomplete('onOccurrence');
  const each = occurrence.exec(tokens)?.[1];
  if (each !== undefined) {
    const anchoring = anchoringOf(
      each.startsWith('реаліз') || each.startsWith('реализ') ? `завершення ${each}` : each,
    );
    return anchoring ? understood('onOccurrence', anchored(anchoring)) : incomplete('onOccurrence');
  }
  const event = after.exec(tokens)?.[1];
  if (event !== undefined && !/[<{]/.test(event)) {
    // «З початку…» and «за підсумками…» carry a part of the event's name themselves.
    const source = /^(з початку|починаючи|начиная|за |по (итог|результ))/.test(tokens) ? tokens : event;
    const closing = /^по (заверш|закінч|оконч)/.test(tokens);
    const anchoring = anchoringOf(closing ? `завершення ${source}` : source);
    return anchoring ? understood('afterEvent', anchored(anchoring)) : incomplete('afterEvent');
  }
  return readStage(tokens);
}
