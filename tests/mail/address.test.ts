// Tests of reading addresses as people write them, of guessing at slips, and of the hash of a suppressed one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskAddress, readAddress, readAddresses } from '../../src/mail/address.ts';
import { suggestDomain } from '../../src/mail/domain-typo.ts';
import { suppressionHash } from '../../src/mail/suppression.ts';

describe('an address is read', () => {
  test.each([
    ['as it is', 'olena@ukr.net', 'olena@ukr.net'],
    ['with blanks around', '  olena@ukr.net\u00a0', 'olena@ukr.net'],
    ['with capitals', 'Olena.Koval@Ukr.Net', 'olena.koval@ukr.net'],
    ['with blanks around the @', 'olena @ ukr.net', 'olena@ukr.net'],
    ['with a full stop at the end', 'olena@ukr.net.', 'olena@ukr.net'],
    ['with a comma at the end', 'olena@ukr.net,', 'olena@ukr.net'],
    ['with a semicolon at the end', 'olena@ukr.net;', 'olena@ukr.net'],
    ['in angle brackets', '<olena@ukr.net>', 'olena@ukr.net'],
    ['in round brackets', '(olena@ukr.net)', 'olena@ukr.net'],
    ['in quotes', '«olena@ukr.net»', 'olena@ukr.net'],
    ['with a name', 'Олена Коваль <olena@ukr.net>', 'olena@ukr.net'],
    ['with a quoted name', '"Коваль, Олена" <olena@ukr.net>', 'olena@ukr.net'],
    ['with an @ in the quoted name', '"Олена @ школа" <olena@ukr.net>', 'olena@ukr.net'],
    ['with a word before', 'e-mail: olena@ukr.net', 'olena@ukr.net'],
    ['glued to a word before', 'E-mail:olena@ukr.net', 'olena@ukr.net'],
    ['as a link', 'mailto:olena@ukr.net', 'olena@ukr.net'],
    ['with a mark that nobody sees', 'olena@ukr.net\u200b', 'olena@ukr.net'],
    ['with a tag', 'olena+budget@gmail.com', 'olena+budget@gmail.com'],
    ['with a slash in the local part', 'olena/home@ukr.net', 'olena/home@ukr.net'],
    ['with an apostrophe', "o'neil@ukr.net", "o'neil@ukr.net"],
    ['with a Ukrainian domain', 'olena@пошта.укр', 'olena@xn--80a1acn3a.xn--j1amh'],
    [
      'with a Ukrainian domain in ASCII form',
      'olena@xn--80a1acn3a.xn--j1amh',
      'olena@xn--80a1acn3a.xn--j1amh',
    ],
  ])('%s', (_label, text, address) => {
    expect(readAddress(text)).toEqual({ ok: true, address, suggestion: null });
  });

  test.each([
    ['', 'noAt', null],
    ['немає', 'noAt', null],
    ['050 123 45 67', 'noAt', null],
    ['olena.ukr.net', 'noAt', null],
    ['olena@@ukr.net', 'severalAt', null],
    ['olena@ukr.net petro@i.ua', 'severalAt', null],
    ['@ukr.net', 'localForm', null],
    ['.olena@ukr.net', 'localForm', null],
    ['olena..koval@ukr.net', 'localForm', null],
    ['olena.@ukr.net', 'localForm', null],
    ['оlena@ukr.net', 'localLetters', 'olena@ukr.net'],
    ['олена@ukr.net', 'localLetters', null],
    ['olena@ukr', 'domainIncomplete', 'olena@ukr.net'],
    ['olena@gmail', 'domainIncomplete', 'olena@gmail.com'],
    ['olena@сайт', 'domainIncomplete', null],
    ['olena@ukr..net', 'domainForm', 'olena@ukr.net'],
    ['olena@ukr..net', 'domainForm', 'olena@ukr.net'],
    ['olena@-ukr.net', 'domainForm', 'olena@ukr.net'],
    ['olena@-school.net', 'domainForm', null],
    ['olena@10.0.0.1', 'domainForm', null],
    ['olena@[10.0.0.1]', 'domainForm', null],
    ['olena@ukr.nеt', 'mixedLetters', 'olena@ukr.net'],
    [`${'a'.repeat(65)}@ukr.net`, 'tooLong', null],
    [`olena@${'abcdefghi.'.repeat(26)}ua`, 'tooLong', null],
    [`olena@${'a'.repeat(64)}.ua`, 'domainForm', null],
  ])('not from «%s»: %s', (text, problem, suggestion) => {
    expect(readAddress(text)).toEqual({ ok: false, problem, suggestion });
  });

  test.each([
    ['a@i.ua, b@i.ua', ['a@i.ua', 'b@i.ua']],
    ['a@i.ua;b@i.ua', ['a@i.ua', 'b@i.ua']],
    ['a@i.ua b@i.ua', ['a@i.ua', 'b@i.ua']],
    ['a@i.ua\nb@i.ua', ['a@i.ua', 'b@i.ua']],
    ['a@i.ua/b@i.ua', ['a@i.ua', 'b@i.ua']],
    ['a@i.ua | b@i.ua', ['a@i.ua', 'b@i.ua']],
    ['Анна <a@i.ua>, Богдан <b@i.ua>', ['a@i.ua', 'b@i.ua']],
    ['', []],
    ['  ', []],
  ])('several from «%s»', (cell, addresses) => {
    expect(readAddresses(cell).map((reading) => (reading.ok ? reading.address : reading.problem))).toEqual(
      addresses,
    );
  });

  test('one refusal from a cell of words', () => {
    expect(readAddresses('не має пошти')).toEqual([{ ok: false, problem: 'noAt', suggestion: null }]);
  });

  test('again as itself once it was read', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const first = readAddress(text);
        if (first.ok) expect(readAddress(first.address)).toMatchObject({ ok: true, address: first.address });
      }),
    );
  });

  test('or refused without an exception, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const reading = readAddress(text);
        if (reading.ok) expect(reading.address).toMatch(/^[\u0021-\u007E]+@[a-z0-9.-]+$/);
      }),
    );
  });
});

describe('a slip in a domain', () => {
  test.each([
    ['gmial.com', 'gmail.com'],
    ['gmai.com', 'gmail.com'],
    ['gmaill.com', 'gmail.com'],
    ['gmail.con', 'gmail.com'],
    ['gmail.co', 'gmail.com'],
    ['gmail.ua', 'gmail.com'],
    ['ukr.ner', 'ukr.net'],
    ['urk.net', 'ukr.net'],
    ['ukt.net', 'ukr.net'],
    ['ukr.net.ua', 'ukr.net'],
    ['meta.us', 'meta.ua'],
    ['outlok.com', 'outlook.com'],
    ['hotmial.com', 'hotmail.com'],
  ])('%s was probably meant as %s', (typed, meant) => {
    expect(suggestDomain(typed)).toBe(meant);
  });

  test.each([
    ['gmail.com'],
    ['ukr.net'],
    ['mail.com'],
    ['email.ua'],
    ['i.ua'],
    ['a.ua'],
    ['kam.gov.ua'],
    ['example.org'],
    [''],
  ])('%s is left alone', (domain) => {
    expect(suggestDomain(domain)).toBeNull();
  });

  test('is suggested and never changed', () => {
    expect(readAddress('olena@gmial.com')).toEqual({
      ok: true,
      address: 'olena@gmial.com',
      suggestion: 'olena@gmail.com',
    });
  });
});

test.each([
  ['olena@ukr.net', 'o***@ukr.net'],
  ['o@ukr.net', 'o***@ukr.net'],
  ['nonsense', '***'],
])('people see %s as %s', (address, mask) => {
  expect(maskAddress(address)).toBe(mask);
});

describe('the hash of a suppressed address', () => {
  test('is the same for every spelling of the address', () => {
    const hash = suppressionHash('salt', 'olena@ukr.net');
    for (const spelling of [' Olena@UKR.net ', '<olena@ukr.net>', 'mailto:olena@ukr.net', 'olena@ukr.net.']) {
      expect(suppressionHash('salt', spelling)).toBe(hash);
    }
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('differs by address and by salt', () => {
    const hash = suppressionHash('salt', 'olena@ukr.net');
    expect(suppressionHash('salt', 'olena@i.ua')).not.toBe(hash);
    expect(suppressionHash('other', 'olena@ukr.net')).not.toBe(hash);
    expect(suppressionHash('salt', 'не адреса')).not.toBe(suppressionHash('salt', 'теж не адреса'));
  });
});
