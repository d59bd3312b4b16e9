// Owns the limit that senders are measured against: the bare HTTP client with a pool, no framework, nothing kept.
import { Pool } from 'undici';
import { given, report, startMeter } from '../in-child.ts';
import { type SenderOptions, sendAll, text, token } from './task.ts';

const options = given<SenderOptions>();
const pool = new Pool(options.apiRoot, { connections: options.concurrency });
const path = `/bot${token}/sendMessage`;
const headers = { 'content-type': 'application/json' };

const read = startMeter();
await sendAll(options, async (chat) => {
  const body = JSON.stringify({ chat_id: chat, text, parse_mode: 'HTML' });
  const answer = await pool.request({ path, method: 'POST', headers, body });
  return await answer.body.json();
});
report({ ...read(), storeMs: null });
