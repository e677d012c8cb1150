import { enableCompileCache } from 'node:module';
import { codeCache } from '../../service/place.ts';

// before anything large is loaded: what V8 compiled once is read from the cache
enableCompileCache(codeCache());
const { runCommandLine } = await import('./command-line.ts');
process.exit(await runCommandLine(process.argv.slice(2)));
