// Owns telling the memory of the process that it is loaded into, after everything that can be freed was: asked by a message.
process.on('message', () => {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send({ rss, heapUsed, external, cpuMs: (user + system) / 1000 });
});
process.channel?.unref();
