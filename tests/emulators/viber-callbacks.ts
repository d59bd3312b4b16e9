// Owns the callbacks of the emulated Viber: signed over the raw body, repeated until they are taken.
import { createHmac } from 'node:crypto';
import { wait } from './faults.ts';
import { type Posted, postTo, toJson } from './http.ts';

export type Callback = { event: string } & Record<string, unknown>;

export type ViberCallbacks = {
  url: () => string | null;
  setUrl: (url: string | null) => void;
  /** Signs and posts one callback; `times` sends the very same again after it was taken (default 1). */
  send: (callback: Callback, options?: { times?: number; signature?: string }) => Promise<Posted>;
  /** The bodies that answered `conversation_started`: one welcome each, or `{}`. */
  welcomes: { user: string; body: string }[];
  /** Resolves when everything that was sent in the background is over. */
  settled: () => Promise<void>;
  background: (callback: Callback) => void;
};

/** `by`: where the signature stands; `retryMs` lies between attempts, at most `attempts` of them. */
export function viberCallbacks(options: {
  token: string;
  by: 'header' | 'query';
  retryMs: number;
  attempts: number;
}): ViberCallbacks {
  let url: string | null = null;
  const welcomes: { user: string; body: string }[] = [];
  const running = new Set<Promise<unknown>>();

  const post = async (body: string, given: string | undefined): Promise<Posted> => {
    const signature = given ?? createHmac('sha256', options.token).update(body).digest('hex');
    const target = new URL(url ?? '');
    const byHeader = options.by === 'header';
    if (!byHeader) target.searchParams.set('sig', signature);
    const headers: Record<string, string> = byHeader ? { 'x-viber-content-signature': signature } : {};
    let posted: Posted = { status: 0, body: '' };
    for (let tries = 0; tries < options.attempts; tries += 1) {
      if (tries > 0) await wait(options.retryMs);
      posted = await postTo(target.href, body, headers);
      if (posted.status === 200) break;
    }
    return posted;
  };

  const send: ViberCallbacks['send'] = async (callback, { times = 1, signature } = {}) => {
    if (url === null) return { status: 0, body: '' };
    const body = toJson(callback);
    let posted: Posted = { status: 0, body: '' };
    for (let time = 0; time < times; time += 1) {
      posted = await post(body, signature);
      if (callback.event === 'conversation_started' && posted.status === 200)
        welcomes.push({ user: String((callback.user as { id?: unknown }).id), body: posted.body });
    }
    return posted;
  };

  return {
    url: () => url,
    setUrl: (next) => {
      url = next;
    },
    send,
    welcomes,
    background: (callback) => {
      const sending = send(callback).finally(() => running.delete(sending));
      running.add(sending);
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
