import { isAlternative, parametersOf } from '../../contract/arm.ts';
import { sayParameter } from '../../contract/arm-name.ts';
import type { SharingForm } from '../../contract/method.ts';
import { sayList } from '../compare/wording.ts';
import type { ReportRecord } from './record.ts';

type Source = Pick<ReportRecord, 'study' | 'catalogue'>;

/** The sharing forms of the multi-task arms: what each does, its parameters, and where methods that compare gradients work. */
export function listSharingForms(record: Source): (readonly [string, string])[] {
  return usedForms(record).map((form) => {
    const place =
      form.sharedPart === null
        ? 'No parameter feels several losses.'
        : `Methods that compare gradients work on ${form.sharedPart}.`;
    return [form.name, `${form.description} ${place}${sayParameters(form, record)} ${form.reference}`];
  });
}

/** ` that share by hard sharing (Caruana, 1997) and FiLM (Perez et al., 2018)`; empty where no arm shares. */
export function saySharing(record: Source): string {
  const names = usedForms(record).map((form) => `${form.name} (${citationOf(form)})`);
  return names.length === 0 ? '' : ` that share by ${sayList(names)}`;
}

function usedForms({ study, catalogue }: Source): SharingForm[] {
  const used = new Set(study.spec.arms.filter((arm) => !isAlternative(arm.method)).map((arm) => arm.sharing));
  return catalogue.sharingForms.filter((form) => used.has(form.id));
}

/** What arms give and what is left to the form. */
function sayParameters(form: SharingForm, { study }: Source): string {
  if (form.parameters.length === 0) return '';
  const arms = study.spec.arms.filter((arm) => arm.sharing === form.id && !isAlternative(arm.method));
  const said = form.parameters.map((parameter) => {
    const { name, default: usual } = parameter;
    const values = arms.map((arm) => parametersOf(arm.parameters, 'sharing')[name] ?? usual ?? 'automatic');
    return [...new Set(values.map((value) => sayParameter(parameter, name, value)))].join(' or ');
  });
  return ` Parameters: ${said.join('; ')}.`;
}

/** `Perez et al., 2018` of a reference that begins `Perez et al. (2018).` */
function citationOf({ reference }: SharingForm): string {
  const [, authors = reference, year = ''] = /^(.+?) \((\d{4})\)/.exec(reference) ?? [];
  return year === '' ? authors : `${authors}, ${year}`;
}
