import { atOnce } from './at-once.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { Catalogue } from '../contract/method.ts';
import { balancingMethods } from '../core/balance/registry.ts';
import { losses } from '../core/loss/registry.ts';
import { metrics } from '../core/metric/registry.ts';
import { sharingForms } from '../core/model/sharing/registry.ts';

/** Everything there is to choose from. */
export function listCatalogue(): Catalogue {
  return {
    methods: balancingMethods.map((method) => method.description),
    sharingForms: [...sharingForms],
    metrics: metrics.map((metric) => metric.description),
    losses: losses.map((loss) => loss.description),
  };
}

export function createCatalogueHandlers(): Pick<Handlers, 'catalogue.list'> {
  return { 'catalogue.list': atOnce(() => listCatalogue()) };
}
