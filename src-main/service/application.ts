import { settingsSchema, type Settings, type Status } from '../contract/application.ts';
import type { Handlers, ParsedInput } from '../contract/procedure.ts';
import type { Workspace } from '../store/workspace.ts';
import { atOnce } from './at-once.ts';
import type { ServiceContext } from './context.ts';

const settingName = 'application';

type ApplicationHandlers = Pick<
  Handlers,
  'application.status' | 'application.settings' | 'application.changeSettings' | 'application.eventsSince'
>;

export function createApplicationHandlers(context: ServiceContext): ApplicationHandlers {
  const { workspace, events, options } = context;
  let status: Promise<Status> | undefined;
  return {
    'application.status': () => (status ??= import('./status.ts').then(({ readStatus }) => readStatus(options))),
    'application.settings': atOnce(() => readSettings(workspace.settings.get(settingName))),
    'application.changeSettings': atOnce((change) => {
      const settings = settingsSchema.parse({
        ...readSettings(workspace.settings.get(settingName)),
        ...withoutAbsent(change),
      });
      workspace.settings.set(settingName, settings);
      return settings;
    }),
    'application.eventsSince': atOnce(({ sequence }) => events.since(sequence)),
  };
}

/** The study is no more: a restart does not look for it. */
export function forgetLastStudy({ settings: store }: Workspace, studyId: string): void {
  const settings = readSettings(store.get(settingName));
  if (settings.lastStudyId === studyId) store.set(settingName, { ...settings, lastStudyId: null });
}

/** Settings of another version that do not fit give way to the defaults. */
function readSettings(stored: unknown): Settings {
  const parsed = settingsSchema.safeParse(stored ?? {});
  return parsed.success ? parsed.data : settingsSchema.parse({});
}

function withoutAbsent(change: ParsedInput<'application.changeSettings'>): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
