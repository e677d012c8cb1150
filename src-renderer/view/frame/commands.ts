import type { MenuCommand } from '../../../src-main/contract/shell.ts';
import { commandKey, type Command } from '../../component/command.ts';
import { isScreen, type Screen } from '../../state/navigation.svelte.ts';
import { stepOrder } from '../../state/step.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** Everything that the palette offers at this moment. */
export function commandsOf(workbench: Workbench): readonly Command[] {
  return [
    ...placeCommands(workbench),
    ...studyCommands(workbench),
    ...settingCommands(workbench),
    ...openCommands(workbench),
    ...labCommands(workbench),
  ];
}

function placeCommands(workbench: Workbench): readonly Command[] {
  const key = commandKey();
  const go = (screen: Screen) => (): void => workbench.go(screen);
  const steps = stepOrder.map(({ screen, label }, index): Command => ({
    id: `go-${screen}`,
    label: `Go to ${label}`,
    group: 'Screen',
    ...(index < 9 ? { keys: `${key}${index + 1}` } : {}),
    run: go(screen),
  }));
  return [
    { id: 'go-home', label: 'Go to Home', group: 'Screen', keys: 'Alt+Home', run: go('home') },
    ...steps,
    { id: 'go-lab', label: 'Go to Principles lab', group: 'Screen', run: () => workbench.openLab() },
    { id: 'go-history', label: 'Go to History', group: 'Screen', run: go('history') },
  ];
}

function studyCommands(workbench: Workbench): readonly Command[] {
  const key = commandKey();
  const study = workbench.study;
  const commands: Command[] = [
    { id: 'paste', label: 'Paste a table…', group: 'File', run: () => (workbench.panel = 'paste') },
    {
      id: 'open',
      label: 'Open a data file…',
      group: 'File',
      keys: `${key}O`,
      run: () => void workbench.intake.chooseFile(),
    },
    { id: 'undo-archive', label: 'Undo archive', group: 'File', run: () => void workbench.library.undoArchive() },
  ];
  if (study === null) return commands;
  if (study.frozen) {
    commands.push({
      id: 'duplicate',
      label: 'Duplicate this study',
      group: 'Study',
      run: () => void workbench.duplicate(study.id),
    });
  } else {
    commands.push(
      { id: 'undo', label: 'Undo the last change', group: 'Study', keys: `${key}Z`, run: () => study.undo() },
      { id: 'redo', label: 'Redo', group: 'Study', keys: `${key}Shift+Z`, run: () => study.redo() },
    );
  }
  const status = study.study.status;
  const { id, spec } = study;
  commands.push({
    id: 'star',
    label: study.study.starred ? 'Take the star from this study' : 'Give this study a star',
    group: 'Study',
    run: () => void workbench.attempt(() => workbench.star(!study.study.starred)),
  });
  if (workbench.library.isArchived(id)) {
    commands.push(
      {
        id: 'restore',
        label: 'Restore this study from the archive',
        group: 'Study',
        run: () => void workbench.attempt(() => workbench.library.restore(id)),
      },
      {
        id: 'delete',
        label: 'Delete this study…',
        group: 'Study',
        run: () => void workbench.deletion.ask({ id, name: spec.name }),
      },
    );
  } else if (status !== 'running') {
    commands.push({
      id: 'archive',
      label: 'Archive this study',
      group: 'Study',
      run: () => void workbench.attempt(() => workbench.library.archive(id, spec.name)),
    });
  }
  if (status === 'draft' && study.errors.length === 0) {
    commands.push({ id: 'start', label: 'Run the study', group: 'Study', run: () => void workbench.session.start() });
  }
  if (status === 'running') {
    commands.push(
      { id: 'pause', label: 'Pause the run', group: 'Study', run: () => void workbench.session.stop(false) },
      {
        id: 'stop',
        label: 'Stop the run and keep what is trained',
        group: 'Study',
        run: () => void workbench.session.stop(true),
      },
    );
  }
  if (status === 'interrupted') {
    commands.push({
      id: 'resume',
      label: 'Resume the run',
      group: 'Study',
      run: () => void workbench.session.resume(),
    });
  }
  if (status === 'completed' || status === 'stopped') {
    commands.push(
      {
        id: 'save-html',
        label: 'Save report as HTML',
        group: 'Study',
        keys: `${key}S`,
        run: () => void workbench.saveReport('html'),
      },
      { id: 'save-pdf', label: 'Save report as PDF', group: 'Study', run: () => void workbench.saveReport('pdf') },
    );
  }
  return commands;
}

function settingCommands(workbench: Workbench): readonly Command[] {
  const theme = (name: 'system' | 'light' | 'dark') => (): void =>
    void workbench.attempt(() => workbench.preferences.change({ theme: name }));
  return [
    { id: 'theme-light', label: 'Light theme', group: 'Setting', run: theme('light') },
    { id: 'theme-dark', label: 'Dark theme', group: 'Setting', run: theme('dark') },
    { id: 'theme-system', label: 'Theme of the system', group: 'Setting', run: theme('system') },
    { id: 'settings', label: 'Settings…', group: 'Setting', run: () => (workbench.panel = 'settings') },
    {
      id: 'shortcuts',
      label: 'Keyboard shortcuts',
      group: 'Help',
      keys: '?',
      run: () => (workbench.panel = 'shortcuts'),
    },
  ];
}

function openCommands(workbench: Workbench): readonly Command[] {
  const samples = (workbench.library.samples.value ?? []).map((sample): Command => ({
    id: `sample-${sample.id}`,
    label: `Open sample ${sample.name}`,
    group: 'Sample',
    run: () => void workbench.openSample(sample.id),
  }));
  const studies = (workbench.library.studies.value ?? []).map((summary): Command => ({
    id: `study-${summary.id}`,
    label: `Open ${summary.name}`,
    group: 'Study',
    run: () => void workbench.openStudy(summary.id),
  }));
  return [...samples, ...studies];
}

function labCommands(workbench: Workbench): readonly Command[] {
  return (workbench.lab.scenarios.value ?? []).map((scenario): Command => ({
    id: `lab-${scenario.name}`,
    label: `Open the lab at ${scenario.title}`,
    group: 'Principles lab',
    run: () => workbench.openLab(scenario.name),
  }));
}

/** What a window's menu asks for. */
export function runMenuCommand(workbench: Workbench, command: MenuCommand): void {
  if (command.startsWith('show-')) {
    const screen = command.slice('show-'.length);
    if (isScreen(screen)) workbench.go(screen);
    return;
  }
  switch (command) {
    case 'new-study':
      return workbench.go('home');
    case 'open-file':
      return void workbench.intake.chooseFile();
    case 'save-report':
      return void workbench.saveReport('html');
    case 'undo-archive':
      return void workbench.library.undoArchive();
    case 'palette':
    case 'shortcuts':
      workbench.panel = command;
      return;
    case 'theme-system':
    case 'theme-light':
    case 'theme-dark':
      commandsOf(workbench)
        .find((candidate) => candidate.id === command)
        ?.run();
  }
}
