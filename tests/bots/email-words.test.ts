// A mailing's template gives each recipient their own counted links, whatever the lengths of what differs.
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { letterSealer } from '../../bots/email-letter.ts';
import type { Letter } from '../../src/core/channel.ts';

test('letters of one mailing share their words and differ in the recipient’s own', async () => {
  const reply = {
    text: 'Проєкти: https://u.example/l/STANDIN.0 і далі https://u.example/l/STANDIN.1 тут.',
    choices: [],
  };
  let composed = 0;
  const seal = letterSealer({
    from: 'Місто <city@u.example>',
    dkim: null,
    compose: ({ reply: { text }, letter }) => {
      composed += 1;
      const whole = letter?.fill ? text.replaceAll(letter.fill.standIn, letter.fill.value) : text;
      return {
        subject: 'Лист',
        text: `${whole}\n${letter?.unsubscribeUrl}\n`,
        html: `<p>${whole}</p><a href="${letter?.unsubscribeUrl}">x</a>\n`,
      };
    },
  });
  for (const value of ['ann', 'eve1', 'olena', 'mykola']) {
    const unsubscribeUrl = `https://u.example/u/${value.repeat(3)}?from=x`;
    const letter: Letter = {
      subject: 'Лист',
      preheader: '',
      why: 'consent',
      unsubscribeUrl,
      messageId: `<${value}@u.example>`,
      returnPath: null,
      feedbackId: 'b',
      fill: { standIn: 'STANDIN', value },
    };
    const { message } = await seal({ deliveryId: value, address: `${value}@u.example`, reply, letter });
    const { text, html } = await PostalMime.parse(message);
    for (const part of [text, html]) {
      expect(part).toContain(
        `Проєкти: https://u.example/l/${value}.0 і далі https://u.example/l/${value}.1 тут.`,
      );
      expect(part).toContain(unsubscribeUrl);
    }
  }
  expect(composed).toBe(1);
});
