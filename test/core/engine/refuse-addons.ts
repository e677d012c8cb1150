/** Preloaded into a process that stands for one where the addon was built for another platform. */
process.dlopen = function refuse(_: object, path: string): never {
  throw new Error(`${path}: invalid ELF header`);
};
