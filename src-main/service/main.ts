import { keepCode } from './code-cache.ts';

keepCode();
await import('./serve-host.ts');
