import { findPeerPython, runPeer } from './peer-environment.ts';
import { reference, type BenchArm } from './reference-study.ts';

/** The reference study as loops over models on one core, by one library. */
export interface StudyPeer {
  readonly library: 'plain' | 'torchjd' | 'libmtl';
  readonly seconds: number;
  readonly trainings: number;
  readonly byMethod: Readonly<Record<string, number>>;
  readonly version: string;
}

/** Runs the loops of a library, or says why it cannot: then it is null. */
export function runStudyPeer(library: StudyPeer['library'], arms: readonly BenchArm[]): StudyPeer | string {
  const { python, missing } = findPeerPython();
  if (python === null) return missing;
  const twins = Array.from({ length: reference.tasks }, (_, task) => ({ method: 'twin', task }));
  const settings = { ...reference, threads: 1, arms: [...twins, ...arms.map((arm) => arm.peer)] };
  try {
    return { library, ...(runPeer(python, 'study.py', [library], settings) as Omit<StudyPeer, 'library'>) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
