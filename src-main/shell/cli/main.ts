import { keepCode } from '../../service/code-cache.ts';
import { areSmall, startDatasetThread } from '../../service/dataset-start.ts';

keepCode();
if (readsData(process.argv.slice(2))) startDatasetThread();
const { runCommandLine } = await import('./command-line.ts');
process.exit(await runCommandLine(process.argv.slice(2)));

/** Whether the command imports a large file: then its thread starts while the command is loaded. */
function readsData([verb = '', ...rest]: readonly string[]): boolean {
  return (
    ['run', 'audit', 'split'].includes(verb) &&
    rest.includes('--task') &&
    !rest.includes('--help') &&
    !areSmall(rest.filter((word) => !word.startsWith('-')))
  );
}
