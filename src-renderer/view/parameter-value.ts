import type { ParameterDescription } from '../../src-main/contract/method.ts';
import type { Parameters } from '../../src-main/contract/study.ts';

/** The parameters with one of them set; where it has its usual value, or none, it is left out. */
export function withParameter(
  parameters: Parameters,
  { name, default: usual }: Pick<ParameterDescription, 'name' | 'default'>,
  value: number | number[] | null,
): Parameters {
  const { [name]: _, ...others } = parameters;
  return value === null || value === usual ? others : { ...others, [name]: value };
}
