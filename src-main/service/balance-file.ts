import type { BalanceResult } from '../contract/method.ts';
import type { Parameters } from '../contract/study.ts';
import { balanceJacobian } from '../core/balance/from-jacobian.ts';
import { readUserJson } from './text-file.ts';

/** What one method makes of the task gradients in a JSON file: a matrix, one row a task, or `{ jacobian, losses }`. */
export async function balanceFile(method: string, file: string, parameters: Parameters): Promise<BalanceResult> {
  return balanceJacobian(method, await readUserJson(file), { parameters });
}
