/**
 * Preloaded into a process that stands for one where addons were built for another platform; TEST_REFUSED says which, all where
 * it says nothing.
 */
const dlopen = process.dlopen.bind(process);
process.dlopen = function refuse(module: object, path: string, flags?: number): void {
  if (path.includes(process.env['TEST_REFUSED'] ?? '')) throw new Error(`${path}: invalid ELF header`);
  if (flags === undefined) dlopen(module, path);
  else dlopen(module, path, flags);
};
