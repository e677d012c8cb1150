import { listCatalogue } from '../../service/catalogue.ts';
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
      const passes = method.cost.backwardPasses === 'tasks' ? 'one a task' : String(method.cost.backwardPasses);
      terminal.print(`${method.id}: ${method.name} (${method.level} level)`);
      terminal.print(`  ${method.description}`);
      terminal.print(`  when       ${method.whenToUse}`);
      terminal.print(`  formula    ${method.formula}`);
      terminal.print(`  cost       backward passes: ${passes}; memory: ${method.cost.memory}`);
      for (const { name, meaning, default: value } of method.parameters) {
        terminal.print(`  parameter  ${name} (default ${value === null ? 'none' : String(value)}): ${meaning}`);
      }
      terminal.print(`  reference  ${method.reference}\n`);
    }
    for (const form of catalogue.sharingForms) {
      terminal.print(`${form.id}: ${form.name} (sharing)\n  ${form.description}`);
      terminal.print(`  formula    ${form.formula}`);
      terminal.print(`  gradients  ${form.sharedPart === null ? 'no shared parameters' : `of ${form.sharedPart}`}`);
      for (const { name, meaning, default: value } of form.parameters) {
        const usual = value === null ? 'automatic' : String(value);
        terminal.print(`  parameter  sharing.${name} (default ${usual}): ${meaning}`);
      }
      terminal.print(`  reference  ${form.reference}\n`);
    }
    for (const { id, name, description, formula, reference, parameters } of catalogue.samplings) {
      terminal.print(`sampling.kind=${id}: ${name} (sampling)\n  ${description}\n  formula    ${formula}`);
      for (const parameter of parameters) {
        terminal.print(
          `  parameter  sampling.${parameter.name} (default ${String(parameter.default)}): ${parameter.meaning}`,
        );
      }
      terminal.print(`  reference  ${reference}\n`);
    }
    for (const { id, name, description, formula, reference, parameter } of catalogue.stages) {
      const { choices, default: usual, meaning } = parameter;
      const values = choices?.map(({ label }) => label).join(', ') ?? `a number, default ${String(usual)}`;
      terminal.print(`stage.${id}: ${name} (stage of any method)\n  ${description}\n  formula    ${formula}`);
      terminal.print(`  parameter  stage.${id} (${values}): ${meaning}\n  reference  ${reference}\n`);
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
      for (const parameter of parameters) {
        terminal.print(`  parameter  ${parameter.name} (default ${String(parameter.default)}): ${parameter.meaning}`);
      }
      terminal.print(`  reference  ${reference}\n`);
    }
    return Promise.resolve(done);
  },
};
