import type { StudyDeletion, StudyHoldings } from './deletion.ts';

/** How the place where it is read writes a size on the disk. */
type FormatBytes = (bytes: number) => string;

/** What a deletion takes away for good: one line for each kind of thing. */
export function listGoing({ runs, keptModels }: StudyHoldings): string[] {
  if (runs === 0) return ['its settings and its note'];
  return [
    'its settings and its note',
    `${countOf(runs, 'run')} with their curves, scores and predictions`,
    ...(keptModels === 0 ? [] : [`the models of ${countOf(keptModels, 'run')}`]),
    'its comparison, its explanations and its report in Tandem',
  ];
}

/** Whether anybody else needs the data of a study. */
export function sayUse({ dataset }: Pick<StudyHoldings, 'dataset'>): string {
  const { fileName, otherStudies } = dataset;
  return otherStudies.length === 0 ? `No other study uses ${fileName}.` : `${sayUsers(otherStudies)} ${fileName} too.`;
}

/** What has become of a study, the room that it gave, and what stayed against the wish. */
export function sayDeletion(deletion: StudyDeletion, isDataWished: boolean, formatBytes: FormatBytes): string {
  const { name, dataDeleted, otherStudies, freedBytes, leftBytes } = deletion;
  return [
    `${name} is deleted${dataDeleted ? ' with its data' : ''}; ${formatBytes(freedBytes)} freed on the disk.`,
    ...(isDataWished && !dataDeleted ? [`Its data stay: ${sayUsers(otherStudies)} them too.`] : []),
    ...(leftBytes > 0
      ? [`Another program holds ${formatBytes(leftBytes)} of its files; they go when Tandem starts the next time.`]
      : []),
  ].join(' ');
}

const mostNamed = 3;

function sayUsers(names: readonly string[]): string {
  const shown = names.slice(0, names.length > mostNamed ? mostNamed - 1 : mostNamed).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  const all = rest === 0 ? shown : [...shown, `${rest} more`];
  const last = all.at(-1) ?? '';
  const list = all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${last}` : last;
  return `${list} ${names.length === 1 ? 'uses' : 'use'}`;
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
