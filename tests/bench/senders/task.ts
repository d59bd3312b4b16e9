// Owns what every sender of the benchmark is given and reports, and the plain pool of workers that peers send with.

export type SenderOptions = {
  apiRoot: string;
  messages: number;
  concurrency: number;
  /** Differs from run to run: names a queue that is empty. */
  run: string;
};

export type SenderReport = {
  /** From the first message to the last one settled; storing before it is `storeMs`, null where nothing is stored. */
  ms: number;
  cpuMs: number;
  peakMb: number;
  storeMs: number | null;
};

export const token = '123456:bench';
export const text =
  'Голосування за проєкти бюджету участі почалося. Оберіть проєкт до 30 березня: https://example.com';

/** The chats that messages go to: as many as messages. */
export function chatOf(index: number): number {
  return 1_000_000 + index;
}

/** Sends every message once with so many workers at a time. */
export async function sendAll(
  { messages, concurrency }: Pick<SenderOptions, 'messages' | 'concurrency'>,
  send: (chat: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < messages) {
      next += 1;
      await send(chatOf(next));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
