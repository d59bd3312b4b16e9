// Owns the model of a city's size: what follows from measured figures for more subscribers and more cities than a machine can hold.

/** What was measured in the same run. */
export type Measured = {
  bytesPerPerson: number;
  bytesPerDelivery: number;
  /** CPU of making one row of a broadcast, in microseconds. */
  expandUs: number;
  /** Messages a second that the limiter lets out under the limit of one bot, by simulation. */
  telegramPerSecond: number;
  idleMb: number;
  /** Share of one core that an idle city takes. */
  idleCore: number;
};

/** What nobody can measure here; each is a parameter of the model, with where it comes from. */
export const assumed = {
  /** How subscribers divide among the channels. Guessed: Viber and Telegram alike, few on mail. */
  share: { telegram: 0.45, viber: 0.45, email: 0.1 },
  /** Messages a subscriber gets in a year: the notices of both contests' stages and the limit of 3 a week leave about this. */
  messagesAYear: 40,
  /** Between quiet hours. */
  hoursADay: 12,
  /** Telegram's paid broadcasts (Bot API, `allow_paid_broadcast`). */
  telegramPaidPerSecond: 1000,
  /** Viber: 40 calls a second of 300 people at most. */
  viberPerSecond: 12_000,
  /** Letters a second that a mail server takes from us; the standard of the e-mail channel. */
  emailPerSecond: 50,
  /** A message that a Viber bot begins, outside a session, in Ukraine; a list price that the city has to confirm. */
  viberEur: 0.0196,
} as const;

export type Size = {
  subscribers: number;
  telegramHours: number;
  telegramPaidHours: number;
  viberMinutes: number;
  emailHours: number;
  viberEur: number;
  expandMinutes: number;
  peopleGb: number;
  ledgerGbAYear: number;
  /** What stops a broadcast from reaching everybody within one day's hours. */
  limit: string;
};

const giga = 1e9;

/** One broadcast to everybody in a city of so many subscribers, and a year of its ledger. */
export function sizeOf(subscribers: number, measured: Measured): Size {
  const { share } = assumed;
  const hours = (people: number, perSecond: number) => people / perSecond / 3600;
  const telegramHours = hours(subscribers * share.telegram, measured.telegramPerSecond);
  const emailHours = hours(subscribers * share.email, assumed.emailPerSecond);
  const late = [
    ...(telegramHours > assumed.hoursADay ? ['Telegram'] : []),
    ...(emailHours > assumed.hoursADay ? ['mail'] : []),
  ];
  return {
    subscribers,
    telegramHours,
    telegramPaidHours: hours(subscribers * share.telegram, assumed.telegramPaidPerSecond),
    viberMinutes: hours(subscribers * share.viber, assumed.viberPerSecond) * 60,
    emailHours,
    viberEur: subscribers * share.viber * assumed.viberEur,
    expandMinutes: (subscribers * measured.expandUs) / 60e6,
    peopleGb: (subscribers * measured.bytesPerPerson) / giga,
    ledgerGbAYear: (subscribers * assumed.messagesAYear * measured.bytesPerDelivery) / giga,
    limit: late.length > 0 ? late.join(', ') : 'none',
  };
}

/** So many cities on one machine, each an instance of its own with its database and tokens, all idle. */
export function citiesOf(cities: number, { idleMb, idleCore }: Measured) {
  return { cities, memoryGb: (cities * idleMb) / 1000, cores: cities * idleCore };
}
