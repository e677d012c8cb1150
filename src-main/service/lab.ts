import type { Handlers } from '../contract/procedure.ts';
import { findScenario, scenarios } from '../core/lab/registry.ts';
import { readTheory } from '../core/lab/run-scenario.ts';
import { completeSettings } from '../core/lab/settings.ts';
import { atOnce } from './at-once.ts';
import type { ServiceContext } from './context.ts';
import { openLabStudy } from './lab-study.ts';
import { toStudy } from './study.ts';
import type { LabTrainer } from './training/lab-trainer.ts';

type LabHandlers = Pick<Handlers, 'lab.list' | 'lab.theory' | 'lab.train' | 'lab.openStudy'>;

/** The principles lab: closed forms are computed here at once, what is trained comes from a process of its own. */
export function createLabHandlers(context: ServiceContext, trainer: LabTrainer): LabHandlers {
  return {
    'lab.list': atOnce(() => {
      trainer.warm();
      return scenarios.map((scenario) => scenario.description);
    }),
    'lab.theory': atOnce(({ name, settings }) => readTheory(findScenario(name), settings)),
    'lab.train': async ({ name, settings, visitor }) => {
      const complete = completeSettings(findScenario(name).description, settings);
      return trainer.run(visitor, name, complete);
    },
    'lab.openStudy': async ({ name, settings }) => {
      const study = await openLabStudy(context, findScenario(name), settings);
      context.events.emit({ kind: 'studies-changed' });
      return toStudy(study);
    },
  };
}
