// Owns telling the memory of the process that it is loaded into, after everything that can be freed was: asked by a message.
process.on('message', () => {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ rss, heapUsed, external });
});
process.channel?.unref();
