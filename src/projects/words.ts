// Owns the words by which lists of projects are understood: what a heading says of its column, what a status means.
import type { ContestId } from '../core/contest.ts';
import type { ProjectState } from '../core/project.ts';

/** What a column holds. `order` counts the rows of the list, which is no number of a project unless nothing else is. */
export const columnFields = [
  'uid',
  'number',
  'order',
  'title',
  'description',
  'category',
  'size',
  'place',
  'budgetPlan',
  'budgetFact',
  'votes',
  'state',
  'url',
  'decisionUrl',
  'decisionOn',
  'responsible',
  'contest',
  'cycle',
] as const;
export type ColumnField = (typeof columnFields)[number];

/** Columns about people: who wrote a project is not taken over. */
const people =
  /автор|ініціатор|инициатор|заявник|подавач|creator|author|піб|п\.?\s?і\.?\s?б|прізвищ|фио|телефон|тел\.|phone|e-?mail|пошт|контакт/;

/** In the order of asking: what is said more exactly comes first. */
const headings: readonly (readonly [ColumnField, RegExp])[] = [
  ['decisionUrl', /^decisionurl$|(?:посиланн|лінк|ссылк).*рішен/],
  ['decisionOn', /^decisiondate$|дата.*(?:рішен|решен|затвердж)/],
  ['budgetFact', /^budgetfact$|фактич|витрачен|використан|освоєн|израсходован/],
  ['votes', /^count$|^votes?$|голос(?:ів|и|ов|а)?(?![а-яіїє])|набран/],
  ['order', /^(?:№|n|no)\.?\s?[зп]?\s?[/\\.]\s?п|^п\s?[/.]\s?п|порядков/],
  ['uid', /^u?id$|^uuid$|ідентифікатор|идентификатор|унікальн/],
  ['number', /^№|^n$|^no\.?$|^номер|^number$|реєстраційн|код про[єе]кту/],
  ['budgetPlan', /^budgetplan$|вартіст|стоимост|бюджет(?! участ)|кошторис|сума|сумма|cost|budget|обсяг/],
  ['url', /^url$|посилан|лінк|ссылк|^link|веб|сторінк|сайт/],
  ['state', /^status$|статус|^стан(?![цо])|етап|результат|state/],
  ['category', /^type$|категорі|категори|напрям|направлен|сфера|номінац|тематик|category|^тип/],
  ['size', /^kind$|розмір|размер|масштаб|^вид|велик/],
  ['place', /місц|место|локац|розташув|адрес|район|мікрорайон|place|location|address/],
  ['responsible', /^responsible$|відповідальн|ответственн|виконавец|исполнител|розпорядник|замовник/],
  ['contest', /конкурс|contest/],
  ['cycle', /^цикл|^рік|^год$|бюджетний період|^year|^cycle/],
  ['description', /опис|описан|суть|мета|зміст|description|анотац|коротко|ідея/],
  ['title', /^title$|назв|назван|найменув|наименован|тема|^name$|^про[єе]кт/],
];

/** What a heading says of its column; null: nothing that is taken over. */
export function columnMeant(heading: string): ColumnField | null {
  const text = fold(heading);
  if (text === '' || people.test(text) || /^authority/.test(text)) return null;
  return headings.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** Hryvnias that one unit of a sum under this heading means: 1000 for «тис. грн». */
export function unitOf(heading: string): number {
  const text = fold(heading);
  if (/(?:^|[^а-яіїє])(?:тис|тыс)/.test(text)) return 1000;
  return /(?:^|[^а-яіїє])млн/.test(text) ? 1_000_000 : 1;
}

/** In the order of asking: what was refused or not reached is asked for first, since it holds the words of the rest. */
const statuses: readonly (readonly [ProjectState, RegExp])[] = [
  [
    'lost',
    /не\s+(?:перемо|перемі|побед|увійш|вошел|вошл|набра|підтрима|поддержа|став)|програ|^lost|^not (?:won|selected)/,
  ],
  [
    'rejected',
    /не\s*допущ|недопущ|відхил|отклон|відмовлен|отказ|не\s+(?:пройш|прошел|відповіда)|^reject|^declin/,
  ],
  ['withdrawn', /відклик|отозван|знят|снят|скасов|відмовив|^withdr/],
  ['admitted', /(?:визначенн|определени).*(?:перемож|победит)/],
  ['done', /(?:реаліз|реализ)ован|виконан|выполнен|^done|^complet|^implemented|^finished/],
  ['implementing', /реаліз|реализ|викону|выполня|в роботі|в работе|будує|^implement|^in progress/],
  ['winner', /перемо|перемі|победи|^winner|^won|^selected/],
  ['admitted', /голосуван|голосован|бюлетен|^voting|^on ballot/],
  [
    'submitted',
    /розгляд|рассмотр|перевір|провер|експертиз|экспертиз|доопрац|доработ|модерац|збір підпис|^submit|^review|^pending/,
  ],
  ['admitted', /допущ|схвален|одобрен|погоджен|прийнят|^admit|^approv/],
  ['submitted', /подан|^нов|чекає|очіку|чернетк|підтримк/],
  ['done', /заверш|закінч|готов/],
];

/** The state that a status names; null: nobody knows it. */
export function stateMeant(status: string): ProjectState | null {
  const text = fold(status);
  return statuses.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** A row of a sum under the list. */
export function isTotal(cell: string): boolean {
  return /^(?:всього|усього|разом|итого|всего|загалом|total)/.test(fold(cell));
}

/** The contest that a cell names; null for none. */
export function contestMeant(cell: string): ContestId | null {
  const text = fold(cell);
  if (/діт|дет|шкіл|школ|учн|kids|school/.test(text)) return 'kids';
  return /міст|город|загальн|city|adult/.test(text) ? 'city' : null;
}

function fold(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’'`ʼ]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ё/g, 'е')
    .trim();
}
