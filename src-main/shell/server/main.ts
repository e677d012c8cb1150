import { toErrorRecord } from '../../contract/error.ts';
import { keepCode } from '../../service/code-cache.ts';

keepCode();
const { serve } = await import('./serve.ts');
try {
  await serve(process.argv.slice(2));
} catch (error) {
  const { code, message } = toErrorRecord(error);
  process.stderr.write(`${message}\n`);
  process.exit(code === 'wrong-use' ? 2 : 1);
}
