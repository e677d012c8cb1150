/**
 * A small table with two tasks that hang on the same inputs: `depth`, a number, and `bleeding`, yes or no. Made from a
 * fixed linear congruential sequence, so that every run sees the same rows.
 */
export function dentalTable(rows: number): string {
  const random = createSequence(20_261_122);
  const lines = ['pressure,age,smoker,depth,bleeding'];
  for (let row = 0; row < rows; row += 1) {
    const pressure = random() * 2 - 1;
    const age = 20 + Math.floor(random() * 60);
    const smoker = random() < 0.4;
    const drive = 1.5 * pressure + 0.03 * age + (smoker ? 0.8 : 0);
    const depth = 2 + drive + 0.3 * (random() - 0.5);
    const bleeding = drive + 0.6 * (random() - 0.5) > 1.8 ? 'yes' : 'no';
    lines.push([pressure.toFixed(3), age, smoker ? 'yes' : 'no', depth.toFixed(3), bleeding].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** The same with `record`, which is the depth once more in other units. */
export function leakyDentalTable(rows: number): string {
  const [head = '', ...lines] = dentalTable(rows).trim().split('\n');
  const leaky = lines.map((line) => `${line},${(10 * Number(line.split(',')[3]) + 1).toFixed(2)}`);
  return [`${head},record`, ...leaky].join('\n');
}

function createSequence(seed: number): () => number {
  let state = seed % 2_147_483_647;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
