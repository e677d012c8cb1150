/** A LaTeX formula cut at its outer wide spaces, so that the parts can stand below one another where room is short. */
export function formulaParts(latex: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const token of latex.matchAll(/\\[a-zA-Z]+|\\.|[{}]/g)) {
    const text = token[0];
    if (text === '{' || text === '\\begin' || text === '\\left') depth++;
    else if (text === '}' || text === '\\end' || text === '\\right') depth--;
    else if (depth === 0 && (text === '\\quad' || text === '\\qquad')) {
      parts.push(latex.slice(start, token.index));
      start = token.index + text.length;
    }
  }
  parts.push(latex.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
