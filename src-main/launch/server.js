import { launch } from './launch.js';

await launch('server', () => import('../shell/server/main.ts'));
