import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '..', '..', '..');

/**
 * Electron's own process (mode `main`) and the preload script (mode `preload`), each one CommonJS file: a sandboxed
 * preload can load no other.
 */
export default defineConfig(({ mode }) => ({
  root,
  publicDir: false,
  build: {
    outDir: resolve(root, 'build', 'electron'),
    emptyOutDir: false,
    target: 'node20',
    ssr: true,
    minify: false,
    rolldownOptions: {
      input: { [mode]: resolve(import.meta.dirname, `${mode}.ts`) },
      external: ['electron', ...builtinModules, /^node:/],
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
}));
