// Owns leading viber-bot to the emulated Viber: the library has no option for the address of its API.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'host.mjs'));
const client = require('viber-bot/lib/viber-client');
const send = client.prototype._sendRequest;
client.prototype._sendRequest = function sendToEmulator(...given) {
  this._url = process.env.VIBER_API_ROOT;
  return send.apply(this, given);
};
