// Owns the limit of taking in: a bare HTTP server that parses the update and answers in the response.
import { createServer } from 'node:http';
import { answerTo, listenAndReport } from './update.ts';

listenAndReport(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const update = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        message: { chat: { id: number } };
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(answerTo(update.message.chat.id));
    });
  }),
);
