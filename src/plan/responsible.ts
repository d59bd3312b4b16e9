// Owns telling the parties of a line apart: units, partners by consent, leaders. How to reach them belongs to the city's
// settings.

import type { PlanParty, PlanPartyRole } from '../core/plan/plan.ts';
import { fold, squeeze } from './text.ts';

export type PartiesReading = {
  parties: PlanParty[];
  /** The text ends in a comma or an open bracket: something was lost. */
  cutOff: boolean;
};

/** First words of a unit's own name, as opposed to a part of the one before: «освіти, культури». */
const unitNoun =
  /^(департамент|управлін|управлен|відділ|отдел|сектор|комітет|комитет|виконком|викон|исполком|адміністрац|администрац|апарат|аппарат|служб|центр|цнап|рада|ради|раді|совет|агенц|агентств|інспекц|бюро|школ|ліце|гімназ|заклад|учрежден|установ|підприємств|предприят|комунальн|муніципальн|муниципальн|(?:кп|кз|кнп|ку|тов|гс|го|гку|мку|мбу|бф)$|громадськ|общественн|координаційн|координационн|робоч|депутат|старост|розпорядник|автор|команд|прес-служб|пресслужб|редакц|змі|сми|медіа|телеканал|радіо|фонд|асоціац|міськ|селищн|сільськ|обласн|районн|інші|інша|другие|партнер|волонтер|підрядник|виконав|фінансов|финансов|юридичн|директор|начальник|заступник|заместитель|секретар|міський|голова|глава|структурн|посадов|бібліотек|музей|палац|будин)/;
const bareNoun = /^(відділ|отдел|управління|управление|департамент|сектор|служба|орган|центр)$/;
const continuation = /^(що|який|яка|яке|які|котор|координир|координу|регулир|регулю|відповідаль|ответствен)/;

/** Consent, need and the like: who is named so takes part as a partner. */
const byConsent =
  /[,;]? ?\(?(?:за згодою|за погодженням|по согласованию|з дозволу|за потреби|за потребою|за необхідності|за необхідністю|в разі потреби|у разі потреби|при необхідності|при необходимости|по необходимости)\)?/gi;

const label =
  /^(керівник|куратор|руководитель|відповідальний виконавець|відповідальні виконавці|відповідальний|відповідальні|ответственный|ответственные|виконавець|виконавці|исполнитель|исполнители|співвиконавець|співвиконавці|соисполнитель|соисполнители|партнер|партнери|партнеры) ?[:–—-] ?/i;

function roleOfLabel(word: string): PlanPartyRole {
  const folded = fold(word);
  if (/^(керівник|куратор|руковод)/.test(folded)) return 'leader';
  return /^(співвик|соиспол|партнер)/.test(folded) ? 'partner' : 'executor';
}

/** Splits at commas and semicolons outside brackets and quotes. */
function pieces(text: string): string[] {
  const found: string[] = [''];
  let depth = 0;
  let quoted = false;
  for (const letter of text) {
    if ('(«“'.includes(letter)) depth += 1;
    if (')»”'.includes(letter)) depth = Math.max(0, depth - 1);
    if (letter === '"') quoted = !quoted;
    const open = depth > 0 || quoted;
    if (letter === ';' || (letter === ',' && !open)) found.push(letter === ';' ? ';' : '');
    else found[found.length - 1] += letter;
  }
  return found;
}

/** Whether a piece after a comma names a party of its own rather than going on with the one before. */
function startsParty(piece: string, before: string): boolean {
  if (piece.startsWith(';')) return true;
  const words = fold(piece)
    .replace(/^[("«]+/, '')
    .split(' ');
  if (continuation.test(words[0] ?? '') && !/^відповідальн[а-яіїє]+ (особ|секр)/.test(words.join(' ')))
    return false;
  if (bareNoun.test(fold(before))) return false;
  return words.slice(0, 3).some((word) => unitNoun.test(word));
}

const jointUnits =
  /\s(?:та|і|й|и)\s(?=(?:Департамент|Управління|Відділ|Сектор|КП|КЗ|ЦНАП|ГО|департамент|відділ(?![а-яіїєґ])|Отдел|отдел(?![а-я])))/u;

/** A legal form before a quoted name begins a party, also where the comma was lost. */
const legalForm = /\s(?=(?:ГКУ|ГБУ|МКУ|МБУ|КП|КЗ|КУ|КНП|ТОВ|ГО|ГС|БФ)(?: [А-ЯІЇЄҐ]{2,5})? ["«])/u;

function glue(text: string): string[] {
  const names: string[] = [];
  for (const piece of pieces(text)) {
    const last = names.at(-1);
    if (last === undefined || startsParty(piece, last)) names.push(piece.replace(/^;/, '').trim());
    else names[names.length - 1] = `${last},${piece}`;
  }
  return names.flatMap((name) => name.split(jointUnits)).flatMap((name) => name.split(legalForm));
}

function partyOf(text: string, role: PlanPartyRole): PlanParty | null {
  const labelled = label.exec(text);
  const body = labelled ? text.slice(labelled[0].length) : text;
  const partner = new RegExp(byConsent.source, 'i').test(body);
  const name = squeeze(body.replace(byConsent, '')).replace(/^[\s,;.–-]+|[\s,;–-]+$/g, '');
  const named = labelled?.[1] ? roleOfLabel(labelled[1]) : role;
  return name === '' ? null : { name, role: partner ? 'partner' : named };
}

/**
 * Parties of a cell in their order. `role` is what the column says they are; a label in the text or «за згодою» wins.
 * Names keep their literal words without the qualifier; the same name counts once.
 */
export function readParties(text: string, role: PlanPartyRole = 'executor'): PartiesReading {
  const literal = squeeze(text);
  if (literal === '' || /^[-–—]+$/.test(literal)) return { parties: [], cutOff: false };
  const parties: PlanParty[] = [];
  for (const part of glue(literal)) {
    const party = partyOf(part, role);
    if (party && !parties.some((known) => fold(known.name) === fold(party.name))) parties.push(party);
  }
  const open = (literal.match(/\(/g)?.length ?? 0) > (literal.match(/\)/g)?.length ?? 0);
  return { parties, cutOff: /[,;(]$/.test(literal) || open };
}
