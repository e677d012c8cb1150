import { atOnce } from './at-once.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { Catalogue } from '../contract/method.ts';
import { alternatives } from '../core/alternative/registry.ts';
import { balancingMethods } from '../core/balance/registry.ts';
import { stages } from '../core/balance/stage/registry.ts';
import { losses } from '../core/loss/registry.ts';
import { metrics } from '../core/metric/registry.ts';
import { sharingForms } from '../core/model/sharing/registry.ts';
import { samplings } from '../core/train/sampling/registry.ts';

/** Everything there is to choose from. */
export function listCatalogue(): Catalogue {
  return {
    methods: balancingMethods.map((method) => method.description),
    sharingForms: sharingForms.map((form) => form.description),
    samplings: samplings.map((sampling) => sampling.form),
    stages: stages.map((stage) => stage.description),
    alternatives: alternatives.map((alternative) => alternative.description),
    metrics: metrics.map((metric) => metric.description),
    losses: losses.map((loss) => loss.description),
  };
}

export function createCatalogueHandlers(): Pick<Handlers, 'catalogue.list'> {
  return { 'catalogue.list': atOnce(() => listCatalogue()) };
}
