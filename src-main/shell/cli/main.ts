import { keepCode } from '../../service/code-cache.ts';
import { startAhead } from './start-ahead.ts';

keepCode();
await startAhead(process.argv.slice(2));
const { runCommandLine } = await import('./command-line.ts');
process.exit(await runCommandLine(process.argv.slice(2)));
