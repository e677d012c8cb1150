import type { Settings } from '../../src-main/contract/application.ts';
import type { Client, Dispose } from '../client/client.ts';

const storageKey = 'tandem-theme';

/** Settings that outlive a session, and the theme that follows from them and from the system. */
export class Preferences {
  settings = $state.raw<Settings>({
    theme: rememberedTheme(),
    significantDigits: 3,
    decimalMark: '.',
    lastStudyId: null,
  });
  #systemIsDark = $state(false);
  theme = $derived<'light' | 'dark'>(
    this.settings.theme === 'system' ? (this.#systemIsDark ? 'dark' : 'light') : this.settings.theme,
  );
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Follows the system's colour scheme until disposed. */
  watchSystem(): Dispose {
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    const update = (): void => {
      this.#systemIsDark = query.matches;
    };
    update();
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  }

  async load(): Promise<void> {
    this.#accept(await this.#client.call('application.settings', {}));
  }

  async change(change: Partial<Settings>): Promise<void> {
    this.settings = { ...this.settings, ...change };
    this.#accept(await this.#client.call('application.changeSettings', change));
  }

  #accept(settings: Settings): void {
    this.settings = settings;
    localStorage.setItem(storageKey, settings.theme);
  }
}

/** The theme of the last visit, known before the service answers, so that the first picture has it. */
function rememberedTheme(): Settings['theme'] {
  const remembered = localStorage.getItem(storageKey);
  return remembered === 'light' || remembered === 'dark' ? remembered : 'system';
}
