// Owns `npm run chaos`: the crash record of one process, or with `many` that of many processes on one PostgreSQL.
// Usage: npm run chaos -- [--runs 300] [--seed 1]  ·  npm run chaos -- many [--people 50000] [--kills 10] [--seed 1]
await import(process.argv[2] === 'many' ? './many-run.ts' : './one-run.ts');
