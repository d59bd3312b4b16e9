// Owns the words by which people and servers say, in the languages that come back to a Ukrainian city, why a letter was
// not delivered, that nobody is there to read, and that somebody wants no more letters. Recognised, never said.

/** The mailbox takes nothing now, but is somebody's. */
export const fullWords =
  /over ?quota|quota (?:is )?exceeded|exceed\w* (?:\w+ ){0,3}quota|mailbox (?:is )?full|inbox (?:is )?full|out of storage|insufficient (?:system )?storage|переповнен|переполнен|скринька заповнена|ящик заполнен|перевищ\S* (?:квот|ліміт)|превыш\S* (?:квот|лимит)/i;

/** The server refuses us or our letter, not the person. */
export const refusedWords =
  /\bspam|blacklist|blocklist|block ?listed|\brbl\b|dnsbl|spamhaus|reputation|unauthenticated|dmarc|\bspf\b|\bdkim\b|(?:ip|sender|domain|message|sending)\b.{0,30}\bblocked|virus|message (?:content )?rejected|content rejected|prohibited|too (?:large|big)|size limit|rate limit|too many|спам|чорн\S* списк|черн\S* списк|заблоковано (?:як|через)/i;

/** There is no such mailbox, or there is no more. */
export const nobodyWords =
  /user (?:\S+ ){0,3}?(?:unknown|not found|does(?:n't| not) exist)|unknown (?:user|recipient|or illegal alias|local part|address)|recipient (?:address )?(?:unknown|not found|rejected: (?:access denied|undeliverable))|no such (?:user|recipient|mailbox|person|address)|no mailbox (?:here )?by that name|(?:mailbox|account|address|recipient|email account) (?:\S+ ){0,7}?(?:does(?:n't| not) exist|not found|unavailable|disabled|inactive|closed|deleted)|mailbox unavailable|invalid (?:recipient|mailbox|address)|(?:doesn't|does not) have an? \S+ account|not listed in|unrouteable|unroutable|host (?:or domain name )?not found|(?:domain|host) (?:name )?does(?:n't| not) exist|unknown host|(?:користувач|пользовател|адрес|скриньк|ящик|домен)\S*(?:\s\S+){0,4}?\s(?:не (?:існу|знайден|зареєстрован|существу|найден|зарегистрирован)|видален|удален|заблок|закрит|закрыт|вимкнен|отключен)/i;
/** The same with the verb before the noun. */
export const nobodyTurnedWords =
  /(?:не (?:існу|знайден|существу|найден)\S*|невідом\S*|неизвестн\S*) (?:користувач|одержувач|отримувач|адрес|пользовател|получател)|не знайдено (?:в|у|на) /i;

/** The server keeps trying. */
export const delayedWords =
  /delayed|delivery delay|has not (?:yet )?been delivered|not yet been delivered|will be retried|will retry|still being retried|attempts will continue|warning only|затрим|відкладен|буде повторен|отложен/i;

/** Subjects of answering machines. */
export const awaySubject =
  /^\s*(?:(?:auto(?:matic)?|автомат\S*)[\s-]*(?:reply|response|answer|відповід|ответ)|автовідповід|автоответ|out of (?:the )?office|away from|vacation|on leave|відпустк|у відпустці|поза офісом|не в офісі|в отпуске|нет на месте)/i;

/** Where the words of an answer end and what it answers begins. */
export const quoteBegins =
  /^(?:>|-{2,}\s*(?:original|forwarded|переслан|пересылаем|початков|исходн|вихідн|below|this is a copy)|_{5,}|--\s*$|(?:on|am|le)\b.{4,200}\b(?:wrote|schrieb|écrit)\s*:|.{4,200}(?:пише|пишет|написав|написала|написал)(?:\(ла\))?\s*:\s*$|(?:from|від|от|відправник|отправитель)\s*:\s)/i;

/** Lines that programs add below an answer. */
export const sentFrom = /^(?:sent from|get outlook|надіслано з|відправлено з|отправлено (?:из|с)|--)/i;

/** Words of leaving: an answer that consists of them and of `leaveFillers` alone means it. */
export const leaveWords: ReadonlySet<string> = new Set(
  'стоп stop unsubscribe remove відписатися відписатись відпишіть відпиши відписка відписуюся відписуюсь отписаться отписатся отпишите отпиши отписка отписываюсь'.split(
    ' ',
  ),
);
export const leaveFillers: ReadonlySet<string> = new Set(
  'будь ласка прошу мене хочу я від з із усіх цієї вашої розсилки розсилка листів дякую пожалуйста меня от из всех этой вашей рассылки рассылка писем спасибо please me from this the your list mailing emails letters thanks'.split(
    ' ',
  ),
);
