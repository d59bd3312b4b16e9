// Owns the entry of the command line: what is compiled is kept before anything is loaded, so that the next start compiles
// nothing; everything else is run-command.ts's. It is plain JavaScript, because an entry with types would load the runtime's
// remover of types at every start, which takes a tenth of a second.
import module from 'node:module';

module.enableCompileCache?.();

const { runCommand } = await import('./run-command.ts');
await runCommand(process.argv.slice(2), process.env);
