import { keepCode } from '../../service/code-cache.ts';

keepCode();
const { runCommandLine } = await import('./command-line.ts');
process.exit(await runCommandLine(process.argv.slice(2)));
