import type { AppEvent } from '../../contract/event.ts';
import type { Stage } from '../../contract/live.ts';
import type { Terminal } from './terminal.ts';

const barWidth = 24;

const stageWords: Readonly<Record<Stage, string>> = {
  queued: 'Waiting',
  preparing: 'Preparing the data',
  compiling: 'Compiling',
  training: 'Training',
  evaluating: 'Evaluating',
  comparing: 'Comparing',
  done: 'Done',
};

/** A bar where somebody looks, one line a stage in a log. */
export function createProgress(terminal: Terminal, studyId: string): (event: AppEvent) => void {
  let stage: Stage | null = null;
  return (event) => {
    if (event.kind !== 'study-progress' || event.studyId !== studyId) return;
    if (event.stage !== stage && event.stage !== 'done' && !terminal.isInteractive) {
      terminal.note(`${stageWords[event.stage]} ...`);
    }
    stage = event.stage;
    terminal.status(event.stage === 'done' ? '' : formatBar(event.stage, event.fraction, event.etaSeconds));
  };
}

function formatBar(stage: Stage, fraction: number, etaSeconds: number | null): string {
  const filled = Math.round(fraction * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const eta = etaSeconds === null ? '' : `  ${formatSeconds(etaSeconds)} left`;
  return `${bar} ${String(Math.floor(fraction * 100)).padStart(3)} %  ${stageWords[stage]}${eta}`;
}

function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
