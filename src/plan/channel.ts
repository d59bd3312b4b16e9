// Owns guessing from a line's words where it reaches people; how sure that is goes into the line's confidence. What the
// system does for a channel is decided in action.ts.

import type { PlanChannel } from '../core/plan/plan.ts';
import { fold } from './text.ts';

export type ChannelReading = {
  channel: PlanChannel;
  /** 1: the line's own name says it; less: its section, its description or only a general word. 0: nothing does. */
  certainty: number;
};

/** Words that name one medium. Tried in the order in which they stand in the text, then in this one. */
const media: readonly (readonly [RegExp, PlanChannel])[] = [
  [/viber|вайбер/, 'viber'],
  [/telegram|телеграм/, 'telegram'],
  [/facebook|фейсбук/, 'facebook'],
  [/instagram|інстаграм|инстаграм/, 'instagram'],
  [/youtube|ютуб|відео(ролик|матеріал|сюжет|робот)|видео(ролик|материал)|промо-?відео|відеоролик/, 'youtube'],
  [
    /e-?mail|електронн[а-яіїє]+ (пошт|лист|скриньк)|имейл|імейл|холодн[а-яіїє]+ лист|розсилк[а-яіїє]* лист/,
    'email',
  ],
  [/телебачен|телевізій|телевиден|телеканал|телевидени|(^| )тб( |$)|телерадіо/, 'tv'],
  [/радіо|радио|проводов[а-яіїє]+ мовлен/, 'radio'],
  [
    /друкован[а-яіїє]+ (змі|засоб|медіа|видан|прес)|печатн[а-я]+ (сми|издан)|газет|журнал(?!іст)|(^| )прес[аіиу]( |$)|пресі/,
    'press',
  ],
  [
    /електронн[а-яіїє]+ (змі|засоб|медіа|видан)|інтернет-?(змі|видан|медіа|реклам|портал)|(мереж[іа]|сеті) інтернет|новинн[а-яіїє]+ (сайт|портал)|електронных сми|электронных сми|медійн[а-яіїє]+ заход|онлайн-?(змі|видан|медіа)/,
    'webmedia',
  ],
  [/веб-?(сайт|стор|портал)|сайт|вебсайт|офіційн[а-яіїє]+ портал/, 'website'],
  [
    /соціальн[а-яіїє]+ реклам|зовнішн[а-яіїє]+ реклам|б[іi]л-?борд|сіті-?лайт|банер|ситилайт|билборд|наружн[а-я]+ реклам|рекламн[а-яіїє]+ конструкц|транспорт[іу] реклам|реклам[а-яіїє]+ (на|у|в) (громадськ[а-яіїє]+ )?транспорт/,
    'outdoor',
  ],
  [
    /поліграф|полиграф|брендован|друкован[а-яіїє]+ (продукц|матеріал|носі)|іміджев[а-яіїє]+ продукц|сувенір|листів(к|ок)|(^| )друк( |у |$)|буклет|плакат|афіш|флаєр|оголошен[а-яіїє]+ (на|у|в) (під'їзд|будин)|печатн[а-я]+ (продукц|материал)|листовк|роздатков/,
    'print',
  ],
  [/подарунк|нагород|відзнач|премі[яйюї]|призів|призи|грамот|награжд|подяк|подарк/, 'award'],
];

const socialUnnamed =
  /соціальн[а-яіїє]+ мереж|соцмереж|социальн[а-я]+ сет|соцсет|(^| )смм( |$)|(^| )smm( |$)/;

/** Words for a meeting of people. In a line's own name they say more than a medium in its description. */
const gatherings: readonly (readonly [RegExp, PlanChannel])[] = [
  [
    /захід|заход|тренінг|вебінар|семінар|курс|конференц|зустріч|форум|консультац|презентац|воркшоп|круглий стіл|опитуван|конкурс|делегац|прес-?тур|екскурс|відкритт|ярмарок|толок|мероприят|тренинг|встреч|консультирован|консультаци|открыти|прес-?мероприят|пресс-?мероприят|пресс-?тур|экскурс|обучающ|навчан/,
    'event',
  ],
];

/** Words that only say what kind of thing a line is. */
const generalMedia: readonly (readonly [RegExp, PlanChannel])[] = [
  ...gatherings,
  [/прес-?реліз|пресс-?релиз|публікац|публикац|стат(тя|тей|ті|ьи|ьей)|интервью|інтерв'ю/, 'press'],
  [/моніторинг|мониторинг|аналіз|анализ|дослідженн|оцінк|статистик|звіт/, 'monitoring'],
  [
    /розроб|затвердж|погодж|створенн|формуван|підготовк|утворенн|визначенн|призначенн|разработк|согласован|подготовк|утвержд|забезпеченн|оновленн/,
    'process',
  ],
];

type Vocabulary = readonly (readonly [RegExp, PlanChannel])[];

/** The channel whose word stands first in a folded text; null where none does. */
function firstNamed(text: string, vocabulary: Vocabulary): PlanChannel | null {
  let best: { at: number; channel: PlanChannel } | null = null;
  for (const [pattern, channel] of vocabulary) {
    const at = text.search(pattern);
    if (at >= 0 && (best === null || at < best.at)) best = { at, channel };
  }
  return best?.channel ?? null;
}

export type ChannelWords = { what: string; section: string; details: string; channel: string };

/** Where to look, in which order, with which words, and how sure an answer from there is. */
function searches(words: ChannelWords): [text: string, vocabulary: Vocabulary, certainty: number][] {
  const { channel, what, section, details } = words;
  return [
    [channel, media, 1],
    [what, media, 1],
    [section, media, 0.9],
    [what, gatherings, 0.9],
    [details, media, 0.8],
    [what, generalMedia, 0.9],
    [section, generalMedia, 0.7],
    [details, generalMedia, 0.7],
  ];
}

/**
 * The channel of a line. Its own channel column wins, then a medium named by its name, its section, its description;
 * general words come last. Social networks without a name are `other`: which ones is for staff to say.
 */
export function channelOf(words: ChannelWords): ChannelReading {
  for (const [text, vocabulary, certainty] of searches(words)) {
    const folded = fold(text);
    const named = firstNamed(folded, vocabulary);
    if (named) return { channel: named, certainty };
    if (vocabulary === media && socialUnnamed.test(folded)) return { channel: 'other', certainty: 0 };
  }
  return { channel: 'other', certainty: 0 };
}
