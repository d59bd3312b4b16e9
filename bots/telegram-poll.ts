// Owns long polling: an update is confirmed to Telegram only after it has been stored.
// Written on grammY's `getUpdates`, not on its `bot.start`: that one confirms an update whose storing failed, and
// ends for good at the first 409.
import type { Api } from 'grammy';
import type { Receive } from '../src/core/channel.ts';
import type { Log } from '../src/core/log.ts';
import type { Pause } from './establish.ts';
import { outcomeOfError, pollSeconds } from './telegram-outcome.ts';
import { readUpdate, telegramName, wantedUpdates } from './telegram-receive.ts';

export type Polling = { stop: () => Promise<void> };

type Deps = {
  api: Api;
  receive: Receive;
  clock: () => number;
  log: Log;
  pause: Pause;
  /** The bot's own username, null while it isn't known. */
  botName: () => string | null;
  /** Told when Telegram no longer answers (what is wrong, in a code), and when it answers again (null). */
  heard?: (problem: string | null) => void;
};

/** One poll that fails is nothing; so many in a row are worth a word. */
const silentAfter = 3;

/** Starts the loop; `stop` ends the waiting, lets the update in hand be stored and confirms what was. */
export function startPolling(deps: Deps): Polling {
  const ending = new AbortController();
  const looping = loop(deps, ending.signal);
  return {
    stop: async () => {
      ending.abort();
      await looping;
    },
  };
}

async function loop(deps: Deps, signal: AbortSignal): Promise<void> {
  let offset = 0;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const updates = await fetchUpdates(deps.api, offset, signal);
      if (failures >= silentAfter) deps.heard?.(null);
      failures = 0;
      for (const update of updates) {
        if (!(await take(deps, update, signal))) break;
        offset = update.update_id + 1;
      }
    } catch (error) {
      if (signal.aborted) break;
      await recover(deps, error, { failures, signal });
      failures += 1;
      if (failures === silentAfter) deps.heard?.(codeOf(error, deps.clock()));
    }
  }
  if (offset > 0) await confirm(deps, offset);
}

function fetchUpdates(api: Api, offset: number, signal: AbortSignal) {
  const query = { offset, timeout: pollSeconds, allowed_updates: [...wantedUpdates] };
  // grammY types the signal as its polyfill's; the built-in one is what it needs.
  return api.getUpdates(query, signal as Parameters<Api['getUpdates']>[1]);
}

/** Stores one update, however long the database takes to come back; false if the process ends before that. */
async function take(deps: Deps, update: unknown, signal: AbortSignal): Promise<boolean> {
  const reading = readUpdate(update, deps.clock(), deps.botName());
  if (!reading) {
    deps.log.warn({ channel: telegramName }, 'an update could not be read and was dropped');
    return true;
  }
  for (let tries = 0; ; tries += 1) {
    try {
      if (reading.inbounds.length > 0) await deps.receive(reading.inbounds);
      break;
    } catch {
      deps.log.error({ channel: telegramName, eventId: reading.updateId }, 'an update could not be stored');
      if (signal.aborted) return false;
      await deps.pause(Math.min(250 * 2 ** tries, 5_000), signal);
    }
  }
  if (reading.callbackId !== null) answerCallback(deps, reading.callbackId);
  return true;
}

/** Stops the button from spinning; nothing depends on it, so nobody waits for it and a failure is not told. */
function answerCallback({ api, log }: Deps, id: string): void {
  api.answerCallbackQuery(id).catch(() => {
    log.warn({ channel: telegramName }, 'a pressed button could not be answered');
  });
}

function codeOf(error: unknown, now: number): string {
  const outcome = outcomeOfError(error, now);
  return 'code' in outcome ? outcome.code : outcome.kind;
}

async function recover(
  { api, clock, log, pause }: Deps,
  error: unknown,
  { failures, signal }: { failures: number; signal: AbortSignal },
): Promise<void> {
  const outcome = outcomeOfError(error, clock());
  const code = codeOf(error, clock());
  log.warn({ channel: telegramName, code }, 'updates could not be fetched');
  // 409: somebody set a webhook, or another process polls. The first is ours to undo, the second ends with time.
  if (code === 'telegram:409') await api.deleteWebhook().catch(() => undefined);
  const wait = outcome.kind === 'throttled' ? outcome.untilMs - clock() : 500 * 2 ** Math.min(failures, 5);
  await pause(Math.min(wait, 30_000), signal);
}

/** Tells Telegram what is stored, so that the next start doesn't get it again (it would be recognised anyway). */
async function confirm({ api }: Deps, offset: number): Promise<void> {
  const soon = AbortSignal.timeout(2_000) as Parameters<Api['getUpdates']>[1];
  await api.getUpdates({ offset, limit: 1, timeout: 0 }, soon).catch(() => undefined);
}
