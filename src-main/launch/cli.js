import { launch } from './launch.js';

await launch('cli', () => import('../shell/cli/main.ts'));
