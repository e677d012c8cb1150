import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import { readInteger, readNumber, type Arguments, type OptionDescription } from './arguments.ts';

export const trainingOptions: readonly OptionDescription[] = [
  { name: 'epochs', value: 'N', meaning: 'most epochs of a training' },
  { name: 'patience', value: 'N', meaning: 'epochs without a better validation loss before a run stops; 0 is off' },
  { name: 'batch', value: 'N', meaning: 'rows of a training step' },
  { name: 'learning-rate', value: 'X', meaning: 'step size of the optimiser' },
  { name: 'widths', value: 'N,N,...', meaning: 'units of each shared layer' },
];

/** What the options say of network and training, applied to a study's settings. */
export function readTraining(args: Arguments): (spec: StudySpec) => Pick<StudySpec, 'network' | 'training'> {
  const epochs = readInteger(args, 'epochs', 1, 10000);
  const patience = readInteger(args, 'patience', 0, 10000);
  const batchSize = readInteger(args, 'batch', 1, 65536);
  const learningRate = readNumber(args, 'learning-rate', Number.MIN_VALUE, 10);
  const widths = args.get('widths') === undefined ? undefined : parseWidths(args.get('widths') ?? '');
  return ({ network, training }) => ({
    network: { ...network, widths: widths ?? network.widths },
    training: {
      ...training,
      epochs: epochs ?? training.epochs,
      patience: patience === undefined ? training.patience : patience === 0 ? null : patience,
      batchSize: batchSize ?? training.batchSize,
      learningRate: learningRate ?? training.learningRate,
    },
  });
}

function parseWidths(text: string): number[] {
  const widths = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (widths.length <= 8 && widths.every((width) => Number.isInteger(width) && width >= 1 && width <= 4096))
    return widths;
  throw new AppError('wrong-use', `invalid --widths; must be one to eight whole numbers from 1 to 4096: ${text}`);
}
