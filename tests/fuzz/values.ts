// Owns what is tried: words nobody types, right shapes with something wrong in them, bytes that are nearly a file.
import fc from 'fast-check';

/** Numbers at the edges of what somebody may have counted with. */
const numbers = fc.oneof(
  fc.constantFrom(0, -0, -1, 1e308, -1e308, 2 ** 31, 2 ** 53, 2 ** 63, 1e21, 0.1, Number.MIN_VALUE),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

/** Words: letters of any script, halves of them, zero bytes, paths, markup, formulas, commands, sheer length. */
export const words: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    ...['', ' ', '\0', 'a\0b', '\ud800', '\udfff\ud800', '\u202e', '\ufeff', '\r\n\r\n', '%', '%00', '%zz'],
    ...['../../../etc/passwd', '..\\..\\x', '/etc/passwd\0.png', 'C:\\con', '.', '..', '//', '~'],
    ...["'; drop table person; --", '" or 1=1', '%%%s%n', '{{7*7}}', '<script>alert(1)</script>'],
    ...['=1+1', '__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', '-1', '1e999', 'true'],
    ...[
      '/start',
      '/stop',
      '/subscribe kids author',
      '/email x',
      '/data erase',
      '/link 12345678',
      '/draft',
      'стоп',
    ],
    ...[
      '2026-02-30',
      '9999-99-99T99:99:99Z',
      '275760-09-13',
      '2027-03-28T03:30',
      '0001-01-01',
      'a@b',
      '@',
      'ä@ö.укр',
    ],
  ),
  fc.integer({ min: 1, max: 30_000 }).map((length) => 'я'.repeat(length)),
  fc.integer({ min: 1, max: 500 }).map((depth) => '('.repeat(depth)),
);

/** A value of any JSON type, deep ones and those that name what objects inherit. */
export const values: fc.Arbitrary<unknown> = fc.oneof(
  words,
  numbers,
  fc.constantFrom(null, true, false, [], {}),
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'length', 'id', 'kind'), fc.jsonValue()),
);

/** A right shape with some of its parts replaced, taken away or doubled. */
export function spoiled(shape: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(shape);
  const change = fc.record({
    place: fc.constantFrom(...places),
    how: fc.constantFrom('set', 'set', 'set', 'drop', 'wrap'),
    value: values,
  });
  return fc.array(change, { minLength: 0, maxLength: 3 }).map((changes) => {
    const copy: unknown = structuredClone(shape);
    // What is put in is copied, too: the same value can be put into itself.
    return changes.reduce(
      (whole, one) => changed(whole, { ...one, value: structuredClone(one.value) }),
      copy,
    );
  });
}

type Place = readonly string[];
type Change = { place: Place; how: string; value: unknown };

function placesIn(value: unknown, here: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...here, key]))];
}

function changed(whole: unknown, { place, how, value }: Change): unknown {
  const [first, ...rest] = place;
  if (first === undefined) return how === 'wrap' ? [whole] : how === 'drop' ? null : value;
  if (typeof whole !== 'object' || whole === null) return whole;
  const inside = whole as Record<string, unknown>;
  if (rest.length > 0) inside[first] = changed(inside[first], { place: rest, how, value });
  else if (how === 'drop') delete inside[first];
  else inside[first] = how === 'wrap' ? [inside[first]] : value;
  return whole;
}

/** JSON as text: as it should be, cut off, with other bytes inside, or so deep that a reader may fall. */
export function asBody(value: fc.Arbitrary<unknown>): fc.Arbitrary<Uint8Array> {
  const whole = value.map((one) => Buffer.from(JSON.stringify(one) ?? '', 'utf8'));
  return fc.oneof(
    { weight: 6, arbitrary: whole },
    { weight: 3, arbitrary: whole.chain(damaged) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('[', '{"a":', '{"message":['), fc.integer({ min: 1, max: 100_000 }))
        .map(([open, depth]) => Buffer.from(open.repeat(Math.min(depth, 900_000 / open.length)))),
    },
  );
}

/** The same bytes with some turned, cut off, put in or doubled. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const hit = fc.record({
    at: fc.nat({ max: Math.max(0, bytes.length - 1) }),
    how: fc.constantFrom('turn', 'cut', 'put', 'double'),
    with: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  });
  return fc.array(hit, { minLength: 1, maxLength: 6 }).map((hits) =>
    hits.reduce<Uint8Array>((whole, { at, how, with: other }) => {
      const [head, tail] = [whole.subarray(0, at), whole.subarray(at)];
      switch (how) {
        case 'cut':
          return head;
        case 'put':
          return Buffer.concat([head, other, tail]);
        case 'double':
          return Buffer.concat([head, tail.subarray(0, 200), tail]);
        default:
          return Buffer.concat([head, other, tail.subarray(other.length)]);
      }
    }, bytes),
  );
}

/** Words as they stand in an address: escaped, escaped twice, half escaped, or any byte at all. */
export const steps: fc.Arbitrary<string> = fc.oneof(
  words.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 6000)),
  words.map((text) => encodeURIComponent(encodeURIComponent(text.toWellFormed())).slice(0, 6000)),
  fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[^\x21-\x7e]|#/g, '%')),
  fc
    .uint8Array({ maxLength: 40 })
    .map((bytes) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
  fc.constantFrom(
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '..%2f..%2f',
    '%c0%ae%c0%ae/',
    '....//',
    ';',
    '%ff%fe',
    '%ed%a0%80',
  ),
);

/** Words inside a text of a form, as a browser would send them and as none would. */
export function fields(names: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const field = fc.tuple(
    names,
    fc.oneof(
      words.map((text) => encodeURIComponent(text.toWellFormed())),
      steps,
    ),
  );
  return fc
    .array(field, { maxLength: 12 })
    .map((all) => all.map(([name, value]) => `${name}=${value}`).join('&'));
}
