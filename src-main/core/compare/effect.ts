/** Share of pairs in which the arm is above minus the share below (Cliff, 1993); oriented values, higher is better. */
export function cliffsDelta(arm: readonly number[], baseline: readonly number[]): number | null {
  if (arm.length === 0 || baseline.length === 0) return null;
  let balance = 0;
  for (const value of arm) for (const other of baseline) balance += Math.sign(value - other);
  return balance / (arm.length * baseline.length);
}

/** Units won, tied and lost; a tie is a difference of exactly zero. */
export function countWins(differences: readonly number[]): { wins: number; ties: number; losses: number } {
  const wins = differences.filter((difference) => difference > 0).length;
  const losses = differences.filter((difference) => difference < 0).length;
  return { wins, ties: differences.length - wins - losses, losses };
}
