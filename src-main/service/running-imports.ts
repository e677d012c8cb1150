/** What reads a file at the moment, so that its user can stop it. */
export interface RunningImports {
  /** Runs `work` with a signal that `cancel` of this token sends. */
  run<T>(fileToken: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Whether there was anything to stop. */
  cancel(fileToken: string): boolean;
}

export function createRunningImports(): RunningImports {
  const running = new Map<string, Set<AbortController>>();
  return {
    async run(fileToken, work) {
      const controller = new AbortController();
      const controllers = running.get(fileToken) ?? new Set();
      running.set(fileToken, controllers.add(controller));
      try {
        return await work(controller.signal);
      } finally {
        controllers.delete(controller);
        if (controllers.size === 0) running.delete(fileToken);
      }
    },
    cancel(fileToken) {
      const controllers = running.get(fileToken);
      for (const controller of controllers ?? []) controller.abort();
      return controllers !== undefined;
    },
  };
}
