/** Groups of tasks, each in order, the one with the first task first. */
export type Partition = readonly (readonly number[])[];

/** Up to this many tasks every partition is tried; more are joined step by step. */
const mostTried = 9;

/**
 * The partition of the tasks with the highest score: the sum over tasks of their mean benefit from the others of their group,
 * 0 for a task alone. Of equal ones the one with the most groups is taken. The mean favours small groups, so a limit of groups
 * is what makes larger ones.
 *
 * @param benefit [from][to]: what task `to` gains, as a share, where it is trained with `from`
 */
export function bestPartition(benefit: readonly (readonly number[])[], mostGroups = benefit.length): Partition {
  const tasks = benefit.map((_, task) => task);
  return tasks.length <= mostTried ? tryAll(tasks, benefit, mostGroups) : join(tasks, benefit, mostGroups);
}

/** The score of a partition. */
export function scoreOf(partition: Partition, benefit: readonly (readonly number[])[]): number {
  let score = 0;
  for (const group of partition) {
    if (group.length < 2) continue;
    for (const to of group) {
      const others = group.filter((from) => from !== to);
      score += others.reduce((sum, from) => sum + (benefit[from]?.[to] ?? 0), 0) / others.length;
    }
  }
  return score;
}

function tryAll(tasks: readonly number[], benefit: readonly (readonly number[])[], mostGroups: number): Partition {
  let best: Partition = [tasks];
  let bestScore = -Infinity;
  function place(task: number, groups: readonly (readonly number[])[]): void {
    if (task === tasks.length) {
      const score = scoreOf(groups, benefit);
      if (score > bestScore || (score === bestScore && groups.length > best.length)) {
        best = groups;
        bestScore = score;
      }
      return;
    }
    groups.forEach((_, chosen) => {
      place(
        task + 1,
        groups.map((group, position) => (position === chosen ? [...group, task] : group)),
      );
    });
    if (groups.length < mostGroups) place(task + 1, [...groups, [task]]);
  }
  place(0, []);
  return best;
}

/** The two groups whose union raises the score most become one, until none does and there are no more groups than wanted. */
function join(tasks: readonly number[], benefit: readonly (readonly number[])[], mostGroups: number): Partition {
  let groups: Partition = tasks.map((task) => [task]);
  for (;;) {
    const present = groups;
    const score = scoreOf(present, benefit);
    const unions = present.flatMap((one, first) =>
      present.slice(first + 1).map((other): Partition => {
        const united = [...one, ...other].sort((a, b) => a - b);
        return [...present.filter((group) => group !== one && group !== other), united];
      }),
    );
    const scores = unions.map((union) => scoreOf(union, benefit));
    const best = Math.max(...scores);
    const union = unions[scores.indexOf(best)];
    if (union === undefined || (best <= score && present.length <= mostGroups)) {
      return [...present].sort((a, b) => (a[0] as number) - (b[0] as number));
    }
    groups = union;
  }
}
