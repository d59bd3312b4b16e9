// Owns the entry of the command line: what is compiled is kept before anything is loaded, so that the next start compiles
// nothing; everything else is run-command.ts's.
import module from 'node:module';

module.enableCompileCache?.();

const { runCommand } = await import('./run-command.ts');
await runCommand(process.argv.slice(2), process.env);
