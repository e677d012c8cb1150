import temml from 'temml';

/** A formula as MathML, cut at its outer wide spaces so that the parts can stand below one another on a narrow page. */
export function renderFormula(latex: string): string {
  const parts = splitFormula(latex).map((part) => temml.renderToString(part, { throwOnError: false }));
  return `<div class="formula">${parts.map((part) => `<span>${part}</span>`).join('')}</div>`;
}

function splitFormula(latex: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const token of latex.matchAll(/\\[a-zA-Z]+|\\.|[{}]/g)) {
    const [text] = token;
    if (text === '{' || text === '\\left' || text === '\\begin') depth += 1;
    else if (text === '}' || text === '\\right' || text === '\\end') depth -= 1;
    else if (depth === 0 && (text === '\\quad' || text === '\\qquad')) {
      parts.push(latex.slice(start, token.index));
      start = token.index + text.length;
    }
  }
  return [...parts, latex.slice(start)].map((part) => part.trim()).filter((part) => part !== '');
}
