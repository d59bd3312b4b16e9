// Owns the tests of the conversation so far: short follow-ups are understood in the light of what was answered last.
import { describe, expect, it } from 'vitest';
import type { StageId } from '../../src/core/contest.ts';
import type { UnderstandingContext } from '../../src/core/understanding.ts';
import { cityTexts, contentUnderstand } from './content.ts';

const texts = cityTexts();
const understand = contentUnderstand(texts);
const at = (stage: StageId, topic?: string): UnderstandingContext => ({
  stage,
  contest: null,
  role: null,
  ...(topic === undefined ? {} : { topic }),
});

describe('a follow-up is about what was answered last', () => {
  it.each([
    ['а до якого числа?', 'submission', 'a.how', 'a.deadline'],
    ['і до коли?', 'submission', 'a.docs', 'a.deadline'],
    ['а коли?', 'submission', 'a.who', 'a.deadline'],
    ['а я встигну?', 'submission', 'a.how', 'a.deadline'],
    ['а скільки?', 'submission', 'a.signs', 'a.signs'],
    ['а скільки можна?', 'submission', 'a.how', 'a.limit'],
    ['а два можна?', 'submission', 'a.limit', 'a.limit'],
    ['а на яку суму?', 'submission', 'a.how', 'a.max'],
    ['а якщо мені 15?', 'submission', 'a.how', 'a.age'],
    ['мені 15 років', 'submission', 'a.who', 'a.age'],
    ['а які документи?', 'submission', 'a.how', 'a.docs'],
    ['а де взяти бланки?', 'submission', 'a.docs', 'pb.rules'],
    ['і де це?', 'submission', 'a.how', 'a.how'],
    ['а онлайн можна?', 'submission', 'a.how', 'a.how'],
    ['а через інтернет можна?', 'submission', 'a.docs', 'a.how'],
    ['а якщо я переселенка?', 'submission', 'a.who', 'a.idp'],
    ['а для впо?', 'submission', 'a.how', 'a.idp'],
    ['а якщо помилюся?', 'submission', 'a.how', 'a.edit'],
    ['а потім змінити можна?', 'submission', 'a.how', 'a.edit'],
    ['а осбб можна?', 'submission', 'a.who', 'a.org'],
    ['а як?', 'submission', 'a.who', 'a.how'],
    ['а хто може?', 'submission', 'a.how', 'a.who'],
    ['а що далі?', 'submission', 'a.how', 'r.status'],
    ['а до якого числа?', 'voting', 'v.how', 'v.dates'],
    ['до коли?', 'voting', 'v.who', 'v.dates'],
    ['а завтра можна?', 'voting', 'v.how', 'v.dates'],
    ['а скільки?', 'voting', 'v.how', 'v.count'],
    ['а за два можна?', 'voting', 'v.how', 'v.count'],
    ['а якщо мені 15?', 'voting', 'v.how', 'v.who'],
    ['а за маму можна?', 'voting', 'v.how', 'v.proxy'],
    ['а за бабусю?', 'voting', 'v.offline', 'v.proxy'],
    ['а без дії?', 'voting', 'v.how', 'v.offline'],
    ['а в цнапі можна?', 'voting', 'v.how', 'v.offline'],
    ['а який документ взяти?', 'voting', 'v.offline', 'v.offline'],
    ['а якщо я передумав?', 'voting', 'v.how', 'v.change'],
    ['не пускає', 'voting', 'v.how', 'v.auth'],
    ['а хто це побачить?', 'voting', 'v.how', 'v.secret'],
    ['а без прописки?', 'voting', 'v.who', 'v.unreg'],
    ['а якщо я впо?', 'voting', 'v.who', 'v.idp'],
    ['а з польщі можна?', 'voting', 'v.how', 'v.abroad'],
    ['а как?', 'voting', 'v.who', 'v.how'],
    ['а где?', 'voting', 'v.dates', 'v.how'],
    ['а онлайн?', 'support', 's.how', 's.how'],
    ['а кілька можна?', 'support', 's.how', 's.many'],
    ['а передумати можна?', 'support', 's.how', 's.undo'],
    ['а коли?', 'review', 'r.status', 'r.status'],
    ['а чому?', 'review', 'r.status', 'r.why'],
    ['скільки днів?', 'revision', 'r.fix', 'r.fix'],
    ['а до коли?', 'appeal', 'r.appeal', 'r.appeal'],
    ['і що далі?', 'results', 'w.who', 'i.when'],
    ['а чому?', 'results', 'w.lost', 'w.rule'],
    ['а коли?', 'implementation', 'i.when', 'i.when'],
    ['а кому подзвонити?', 'voting', 'v.auth', 'pb.contacts'],
    ['а скільки грошей?', 'submission', 'k.how', 'k.money'],
    ['а вчитель може?', 'voting', 'v.how', 'k.adults'],
  ] as const)('«%s» in %s after %s is %s', (text, stage, topic, id) => {
    const verdict = understand(text, at(stage, topic));
    expect(verdict.alternatives[0]).toBe(id);
  });
});

describe('what has a topic of its own keeps it', () => {
  it.each([
    ['як проголосувати', 'voting', 'a.how', 'v.how'],
    ['скільки підписів треба зібрати', 'submission', 'a.max', 'a.signs'],
    ['хто переміг', 'results', 'i.when', 'w.who'],
    ['відпишіть мене', 'voting', 'v.how', 'u.off'],
    ['покличте людину', 'voting', 'v.auth', 'u.human'],
    ['які є проєкти', 'voting', 'v.how', 'pb.projects'],
  ] as const)('«%s» in %s after %s is %s', (text, stage, topic, id) => {
    expect(understand(text, at(stage, topic)).alternatives[0]).toBe(id);
  });

  it.each(['а коли дадуть світло?', 'а яка завтра погода?', 'а скільки коштує проїзд?'])(
    '«%s» is no follow-up',
    (text) => {
      expect(['unknown', 'choices']).toContain(understand(text, at('voting', 'v.how')).kind);
    },
  );
});

describe('without a topic nothing changes', () => {
  it.each(['а до якого числа?', 'як подати проєкт', 'а скільки?', 'привіт', ''])('«%s»', (text) => {
    const plain = understand(text, at('voting'));
    expect(understand(text, { ...at('voting'), topic: null })).toEqual(plain);
    expect(understand(text, at('voting', 'no.such'))).toEqual(plain);
  });
});
