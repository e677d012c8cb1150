import { nameEngine } from '../../contract/engine-name.ts';
import { AppError } from '../../contract/error.ts';
import type { LabResult, LabScenario, LabSettings, LabTheoryPoint } from '../../contract/lab.ts';
import { listScenarios, runLab } from '../../service/lab-run.ts';
import { nearest } from '../../service/nearest.ts';
import { readChoice } from './arguments.ts';
import { engineChoices, engineOption } from './engine-argument.ts';
import { jsonOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';
import { formatTable, type Terminal } from './terminal.ts';

export const lab: Command = {
  name: 'lab',
  usage: '[NAME] [--set KEY=VALUE]...',
  summary:
    'the principles lab: small experiments whose answer is known, trained on the engine; without a name, the list',
  options: [
    { name: 'set', value: 'KEY=VALUE', meaning: 'a setting of the scenario, such as angle=45', many: true },
    engineOption,
    jsonOption,
  ],
  positionals: { least: 0, most: 1, names: 'the scenario' },
  async run(args, terminal) {
    const [name] = args.positionals;
    const given = args.all('set');
    if (name === undefined) {
      if (given.length > 0) throw new AppError('wrong-use', '--set goes with a scenario; name one, such as subspace');
      const scenarios = listScenarios();
      writeJson(args, terminal, scenarios);
      if (!printsJson(args)) printList(terminal, scenarios);
      return done;
    }
    const scenario = findByName(name);
    const settings = readSettings(scenario, given);
    const engine = readChoice(args, 'engine', engineChoices);
    const target = jsonTarget(args);
    if (target !== null) checkWritable(target);
    const result = await runLab(scenario.name, settings, engine);
    writeJson(args, terminal, result);
    if (!printsJson(args)) printResult(terminal, scenario, result);
    return done;
  },
};

function findByName(name: string): LabScenario {
  const scenarios = listScenarios();
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const names = scenarios.map((scenario) => scenario.name);
  const near = nearest(name, names);
  throw new AppError(
    'bad-option',
    `unknown scenario: ${name}; ${near === null ? `choose one of ${names.join(', ')}` : `did you mean ${near}?`}`,
  );
}

function readSettings(scenario: LabScenario, given: readonly string[]): LabSettings {
  const settings: Record<string, number> = {};
  for (const word of given) {
    const [key = '', ...rest] = word.split('=');
    const text = rest.join('=').trim();
    const value = Number(text);
    if (key === '' || text === '' || !Number.isFinite(value)) {
      throw new AppError('wrong-use', `invalid --set; must be KEY=NUMBER, such as ${exampleOf(scenario)}: ${word}`);
    }
    if (key in settings) throw new AppError('wrong-use', `--set ${key} is given twice; give it once`);
    const names = scenario.settings.map((setting) => setting.name);
    if (!names.includes(key)) {
      const near = nearest(key, names);
      const repair = near === null ? `it has ${names.join(', ')}` : `did you mean ${near}?`;
      throw new AppError('bad-option', `unknown setting of ${scenario.name}: ${key}; ${repair}`);
    }
    settings[key] = value;
  }
  return settings;
}

function exampleOf(scenario: LabScenario): string {
  const [first] = scenario.settings;
  return first === undefined ? 'seed=1' : `${first.name}=${first.default}`;
}

function printList(terminal: Terminal, scenarios: readonly LabScenario[]): void {
  for (const scenario of scenarios) {
    terminal.print(`${scenario.name}: ${scenario.title}\n  ${scenario.question}`);
    for (const { name, label, unit, minimum, maximum, default: value } of scenario.settings) {
      terminal.print(`  --set ${name}=${value}  ${label}, ${minimum} to ${maximum}${unit === '' ? '' : ` ${unit}`}`);
    }
    terminal.print('');
  }
}

function printResult(terminal: Terminal, scenario: LabScenario, result: LabResult): void {
  terminal.print(`${scenario.title}. ${scenario.question}\n`);
  const labels = new Map(scenario.series.map((series) => [series.id, series.label]));
  const rows = result.trained.map(({ series, x, mean, ci95, n }) => [
    labels.get(series) ?? series,
    scenario.x.kind === 'category' ? (scenario.x.categories[x] ?? '') : show(x),
    show(findTheory(result.theory, series, x)),
    show(mean),
    ci95 === null ? '–' : `[${show(ci95[0])}, ${show(ci95[1])}]`,
    String(n),
  ]);
  terminal.print(
    formatTable({
      header: ['series', scenario.x.title, 'closed form', 'trained', '95 % interval', 'n'],
      rightAligned: [1, 2, 3, 4, 5],
      rows,
    }),
  );
  terminal.print('');
  for (const { label, value, note } of result.facts) terminal.print(`${label}: ${show(value)} (${note})`);
  terminal.print(`\n${result.reading}`);
  terminal.note(`\nTrained on the engine ${nameEngine({ kind: result.engine })} in ${result.seconds.toFixed(1)} s`);
}

function findTheory(points: readonly LabTheoryPoint[], series: string, x: number): number | null {
  return points.find((point) => point.series === series && point.x === x)?.y ?? null;
}

function show(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(4))).replace('-', '−');
}
