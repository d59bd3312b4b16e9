// Owns the exponential and the logarithm in plain arithmetic: what learns from the same texts comes out the same, bit by bit, on every processor.

const ln2 = Math.LN2;
const largestPower = 300;
const powers = Float64Array.from({ length: 2 * largestPower + 1 }, (_none, at) =>
  powerOfTwo(at - largestPower),
);

function powerOfTwo(exponent: number): number {
  let value = 1;
  for (let step = 0; step < Math.abs(exponent); step += 1) value = exponent < 0 ? value / 2 : value * 2;
  return value;
}

/** e to the power of `value`; what lies beyond ±200 counts as ±200. */
export function exp(value: number): number {
  const held = value < -200 ? -200 : value > 200 ? 200 : value;
  const whole = Math.round(held / ln2);
  const rest = held - whole * ln2;
  let sum = 1;
  for (let order = 11; order > 0; order -= 1) sum = 1 + (rest / order) * sum;
  return sum * (powers[whole + largestPower] ?? 0);
}

/** The natural logarithm of a positive finite number; of anything else it is that of the smallest one told apart. */
export function ln(value: number): number {
  let rest = value > 1e-80 ? value : 1e-80;
  let doublings = 0;
  for (; rest > 1.5; doublings += 1) rest /= 2;
  for (; rest < 0.75; doublings -= 1) rest *= 2;
  const ratio = (rest - 1) / (rest + 1);
  let sum = 0;
  for (let order = 27; order > 0; order -= 2) sum = sum * ratio * ratio + 1 / order;
  return 2 * ratio * sum + doublings * ln2;
}
