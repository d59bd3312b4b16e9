// Owns grammY as a sender: as it comes, with undici as its HTTP client, or with its plugin that repeats refused calls.
import { autoRetry } from '@grammyjs/auto-retry';
import { Api, type ApiClientOptions } from 'grammy';
import { Agent, request } from 'undici';
import { given, report, startMeter } from '../in-child.ts';
import { type SenderOptions, sendAll, text, token } from './task.ts';

type Form = 'plain' | 'undici' | 'autoRetry';

/** A `fetch` for grammY that needs only what its calls of sendMessage need. */
function fetchOver(connections: number): ApiClientOptions['fetch'] {
  const dispatcher = new Agent({ connections });
  const headers = { 'content-type': 'application/json' };
  const fetch = async (url: string, init: { body: string }) => {
    const answer = await request(url, { method: 'POST', headers, body: init.body, dispatcher });
    return { json: () => answer.body.json() };
  };
  return fetch as unknown as ApiClientOptions['fetch'];
}

const options = given<SenderOptions & { form: Form }>();
const { apiRoot, concurrency, form } = options;
const fetch = form === 'undici' ? fetchOver(concurrency) : undefined;
const api = new Api(token, { apiRoot, ...(fetch ? { fetch } : {}) });
if (form === 'autoRetry') api.config.use(autoRetry());

const read = startMeter();
await sendAll(options, (chat) => api.sendMessage(chat, text, { parse_mode: 'HTML' }));
report({ ...read(), storeMs: null });
