// Owns the limits of what one comer may ask for: their names, what each counts and what holds where a city sets none.
// Counting is left to who answers: the web door, and the application for residents.

export type Limits = {
  /** Requests a minute from one network address to everything that is answered from the database. */
  perAddress: number;
  /** Of these, messages a minute to the chat on the site: a school or a mobile operator shares one address. */
  chat: number;
  /** Forms an hour from one network address that make us send a letter. */
  forms: number;
  /** Messages a minute from one resident, on any channel. */
  resident: number;
  /** Events of the messengers that are taken in at once. */
  webhooks: number;
  /** Connections that stand open at once. */
  connections: number;
};

/**
 * Far above what people do and below what hurts: one event is about a millisecond of work, so 500 at once are answered
 * well within the five seconds that Viber waits.
 */
export const standardLimits: Limits = {
  perAddress: 1200,
  chat: 600,
  forms: 60,
  resident: 120,
  webhooks: 500,
  connections: 2000,
};

/** The variable that sets each limit. */
export const limitVariables: Readonly<Record<keyof Limits, string>> = {
  perAddress: 'LIMIT_REQUESTS_PER_MINUTE',
  chat: 'LIMIT_CHAT_PER_MINUTE',
  forms: 'LIMIT_FORMS_PER_HOUR',
  resident: 'LIMIT_RESIDENT_PER_MINUTE',
  webhooks: 'LIMIT_WEBHOOKS_AT_ONCE',
  connections: 'LIMIT_CONNECTIONS',
};
