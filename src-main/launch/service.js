import { launch } from './launch.js';

await launch('service', () => import('../service/main.ts'));
