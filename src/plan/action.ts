// Owns proposing what the system does for a line: send it, draft it, remind of it or only follow it. Staff may choose
// otherwise; what each action creates belongs to src/app.

import type { PlanAction, PlanChannel, PlanPeriodKind } from '../core/plan/plan.ts';
import { fold } from './text.ts';

export type ActionClues = {
  channel: PlanChannel;
  periodKind: PlanPeriodKind;
  what: string;
  details: string;
  /** The whole document is about the participatory budget, not one line of a wider programme. */
  ofBudget: boolean;
};

const budget =
  /бюджет[а-яіїє]* участі|партиципатор|партисипа|громадськ[а-яіїє]+ бюджет|ініціативн[а-яіїє]+ бюджет|инициативн[а-я]+ бюджет/;
const upkeep =
  /технічн[а-яіїє]+ (супров|підтрим|обслуг)|оновлення розділ|размещение правовых|розміщення (правових|нормативн)|хостинг|функціонуван/;
const mediumItself = /^розвиток|^модернізац|придбання обладнан|^утримання|^развитие/;
const officialNotices =
  /публікаці[а-яіїє]+ офіційн|офіційн[а-яіїє]+ (документован|інформаці)|оприлюднення (рішень|регулятор)/;
const withPublic =
  /тренінг|семінар|вебінар|опитуван|консульт|громадськ|соціологічн|(^| )курс|зустріч|тренинг|открыти|відкритт|(^|[ -])тур/;

/** Whether a text speaks of the participatory budget. */
export function speaksOfBudget(text: string): boolean {
  return budget.test(fold(text));
}

function websiteAction(all: string, periodKind: PlanPeriodKind): PlanAction {
  if (upkeep.test(all)) return 'track';
  if (periodKind === 'recurring') return 'remind';
  return /інформуван|информирован|повідомлен|оголошен/.test(all) ? 'execute' : 'assist';
}

function eventAction({ what, details, ofBudget }: ActionClues): PlanAction {
  const all = fold(`${what} ${details}`);
  if (/(проведенн|організаці|оголошенн)[а-яіїє]* .{0,30}конкурс/.test(all) && !budget.test(all))
    return 'remind';
  return ofBudget || withPublic.test(all) ? 'execute' : 'track';
}

function mediaAction(what: string, all: string): PlanAction {
  if (mediumItself.test(what) || officialNotices.test(all)) return 'track';
  return /^(интервью|інтерв'ю)/.test(what) ? 'remind' : 'assist';
}

/** Whether a line waits for something that staff must record, so that a reminder is the first help. */
function waits(periodKind: PlanPeriodKind): boolean {
  return periodKind === 'relative' || periodKind === 'onOccurrence';
}

/** The first fitting action; a line about this budget in a wider programme is ours to carry out. */
export function actionOf(clues: ActionClues): PlanAction {
  const { channel, periodKind, ofBudget } = clues;
  const what = fold(clues.what);
  const all = `${what} ${fold(clues.details)}`;
  if (!ofBudget && budget.test(what)) return 'execute';
  switch (channel) {
    case 'viber':
    case 'telegram':
    case 'email':
      return 'execute';
    case 'award':
    case 'process':
      return 'remind';
    case 'event':
      return eventAction(clues);
    case 'website':
      return waits(periodKind) ? 'remind' : websiteAction(all, periodKind);
    case 'youtube':
      return ofBudget ? 'remind' : 'track';
    case 'print':
    case 'outdoor':
      return ofBudget ? 'assist' : 'track';
    case 'tv':
    case 'radio':
    case 'press':
    case 'webmedia':
    case 'facebook':
    case 'instagram':
      return waits(periodKind) ? 'remind' : mediaAction(what, all);
    case 'monitoring':
      return 'track';
    case 'other':
      if (waits(periodKind)) return 'remind';
      return /пост|допис|публікац|публикац|сюжет|новин|новост/.test(all) ? 'assist' : 'track';
  }
}
