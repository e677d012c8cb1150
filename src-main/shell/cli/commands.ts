import type { Command } from './command.ts';

/** Every verb, in the order of the help. What a verb works with is loaded when it is asked for. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).run,
  describe: async () => (await import('./describe.ts')).describe,
  audit: async () => (await import('./audit.ts')).audit,
  split: async () => (await import('./split.ts')).split,
  compare: async () => (await import('./compare.ts')).compare,
  balance: async () => (await import('./balance.ts')).balance,
  lab: async () => (await import('./lab.ts')).lab,
  methods: async () => (await import('./methods.ts')).methods,
  studies: async () => (await import('./studies.ts')).studies,
  explain: async () => (await import('./explain.ts')).explain,
  importance: async () => (await import('./importance.ts')).importance,
  predict: async () => (await import('./predict.ts')).predict,
  report: async () => (await import('./report.ts')).report,
  export: async () => (await import('./export.ts')).exportStudy,
  delete: async () => (await import('./delete.ts')).deleteStudy,
  serve: async () => (await import('./serve.ts')).serve,
  doctor: async () => (await import('./doctor.ts')).doctor,
};
