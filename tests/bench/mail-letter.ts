// Owns the letter of the benchmark of mail: about 8 KB of text and HTML, worded as the product words one.
import { composeLetter } from '../../src/mail/compose.ts';

export const from = 'Бюджет участі <noreply@city.example>';
export const subject = 'Голосування за проєкти триває до 30 березня';
export const signing = { domain: 'city.example', selector: 'bench' };

/** What staff wrote: four paragraphs and a list. */
export const text = [
  'Добрий день. Голосування за проєкти бюджету участі почалося, і кожен голос важить.',
  ...Array.from(
    { length: 4 },
    (_, n) =>
      `**Крок ${n + 1}.** Відкрийте сторінку голосування, оберіть проєкт, який потрібен вашому двору, і підтвердьте свій вибір. Якщо щось не виходить, дайте відповідь на цей лист, і ми допоможемо.`,
  ),
  '1. Оберіть проєкт.\n2. Підтвердьте особу.\n3. Проголосуйте: https://city.example/vote',
].join('\n\n');

/** The letter with this unsubscribe address. */
export function composeBench(unsubscribeUrl: string | null) {
  return composeLetter({
    subject,
    preheader: 'Лишилося кілька днів',
    text,
    choices: [{ label: 'Проголосувати', url: 'https://city.example/vote' }],
    footer: {
      why: 'Ви отримали цей лист, бо погодилися на нагадування.',
      unsubscribeUrl,
      unsubscribeLabel: 'Відписатися',
      sender: 'Міська рада',
      privacyUrl: 'https://city.example/privacy',
      privacyLabel: 'Як ми бережемо ваші дані',
    },
  });
}

/** The address of the person with this number. */
export function addressOf(index: number): string {
  return `person${1_000_000 + index}@ukr.example`;
}
