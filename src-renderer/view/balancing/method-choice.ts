import type { Method } from '../../../src-main/contract/method.ts';

/** What the list of methods shows. */
export interface MethodChoice {
  readonly query: string;
  readonly group: 'all' | 'chosen' | Method['level'];
  /** Whether every card is open, not only those of chosen methods. */
  readonly detailed: boolean;
}

export const everyMethod: MethodChoice = { query: '', group: 'all', detailed: false };

/** The methods that are shown: every word of the query occurs in the name, the id, the description or the paper. */
export function matchingMethods(
  methods: readonly Method[],
  choice: MethodChoice,
  isChosen: (method: Method) => boolean,
): Method[] {
  const words = choice.query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return methods.filter((method) => {
    if (choice.group === 'chosen' ? !isChosen(method) : choice.group !== 'all' && choice.group !== method.level)
      return false;
    const text = `${method.name} ${method.id} ${method.description} ${method.reference}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
