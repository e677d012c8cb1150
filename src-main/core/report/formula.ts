import temml from 'temml';
import { formulaParts } from '../../contract/formula.ts';

/** A formula as MathML, cut at its outer wide spaces so that the parts can stand below one another on a narrow page. */
export function renderFormula(latex: string): string {
  const parts = formulaParts(latex).map((part) => temml.renderToString(part, { throwOnError: false }));
  return `<div class="formula">${parts.map((part) => `<span>${part}</span>`).join('')}</div>`;
}
