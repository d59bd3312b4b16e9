// Owns the little that the tests know of the library, which has no types.
declare module 'viber-bot' {
  const library: {
    Bot: new (options: { authToken: string; name: string; avatar: string }) => unknown;
    Message: { Text: new (text: string) => object };
  };
  export = library;
}
