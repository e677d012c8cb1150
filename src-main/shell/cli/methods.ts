import { listCatalogue } from '../../service/catalogue.ts';
import type { Method, ParameterDescription } from '../../contract/method.ts';
import { sayRange } from '../../contract/parameter-range.ts';
import { jsonOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { printsJson, writeJson } from './output.ts';

export const methods: Command = {
  name: 'methods',
  usage: '',
  summary: 'every balancing method, sharing form, sampling and alternative: formula, cost, reference',
  options: [jsonOption],
  positionals: { least: 0, most: 0, names: '' },
  run(args, terminal) {
    const catalogue = listCatalogue();
    writeJson(args, terminal, catalogue);
    if (printsJson(args)) return Promise.resolve(done);
    for (const method of catalogue.methods) {
      terminal.print(`${method.id}: ${method.name} (${method.level} level)`);
      terminal.print(`  ${method.description}`);
      terminal.print(`  when       ${method.whenToUse}`);
      terminal.print(`  formula    ${method.formula}`);
      terminal.print(`  cost       ${sayCost(method)}`);
      for (const parameter of method.parameters) terminal.print(sayParameter(parameter));
      terminal.print(`  heads      ${method.headPolicy}\n  scale      ${method.scale}`);
      terminal.print(`  reference  ${method.reference}\n`);
    }
    for (const form of catalogue.sharingForms) {
      terminal.print(`${form.id}: ${form.name} (sharing)\n  ${form.description}`);
      terminal.print(`  formula    ${form.formula}`);
      terminal.print(`  gradients  ${form.sharedPart === null ? 'no shared parameters' : `of ${form.sharedPart}`}`);
      for (const parameter of form.parameters) terminal.print(sayParameter(parameter, 'sharing.'));
      terminal.print(`  reference  ${form.reference}\n`);
    }
    for (const { id, name, description, formula, reference, parameters } of catalogue.samplings) {
      terminal.print(`sampling.kind=${id}: ${name} (sampling)\n  ${description}\n  formula    ${formula}`);
      for (const parameter of parameters) terminal.print(sayParameter(parameter, 'sampling.'));
      terminal.print(`  reference  ${reference}\n`);
    }
    for (const { id, name, description, formula, reference, parameter } of catalogue.stages) {
      terminal.print(`stage.${id}: ${name} (stage of any method)\n  ${description}\n  formula    ${formula}`);
      terminal.print(`${sayParameter({ ...parameter, name: id }, 'stage.')}\n  reference  ${reference}\n`);
    }
    for (const {
      id,
      name,
      description,
      whenToUse,
      formula,
      compute,
      reference,
      parameters,
    } of catalogue.alternatives) {
      terminal.print(`${id}: ${name} (alternative)\n  ${description}`);
      terminal.print(`  when       ${whenToUse}\n  formula    ${formula}\n  compute    ${compute}`);
      for (const parameter of parameters) terminal.print(sayParameter(parameter));
      terminal.print(`  reference  ${reference}\n`);
    }
    return Promise.resolve(done);
  },
};

function sayCost({ cost: { backwardPasses, extraForwardPasses, memory } }: Method): string {
  const passes = backwardPasses === 'tasks' ? 'one a task' : String(backwardPasses);
  const forward = extraForwardPasses === 0 ? '' : `; extra forward passes: ${extraForwardPasses}`;
  return `backward passes: ${passes}${forward}; memory: ${memory}`;
}

/** A choice is written by its label. */
function sayParameter(parameter: ParameterDescription, prefix = ''): string {
  const { name, default: usual, choices, meaning } = parameter;
  const label = choices?.find(({ value }) => value === usual)?.label ?? String(usual ?? 'automatic');
  return `  parameter  ${prefix}${name} (default ${label}, ${sayRange(parameter)}): ${meaning}`;
}
