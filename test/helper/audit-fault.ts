import type { AuditCheckId } from '../../src-main/contract/audit-setting.ts';
import {
  cellsOf,
  classTask,
  fill,
  inputsOf,
  numberTask,
  round,
  tasksOf,
  type AuditData,
  type Cells,
} from './audit-data.ts';

/** Plants the fault that a check is for, and gives the columns of which a finding must name one; none names any. */
export type Plant = (data: AuditData) => readonly string[];

function addInput(data: AuditData, name: string, cell: (row: number) => number | string | null): readonly string[] {
  fill(data, name, cell);
  data.roles.set(name, 'input');
  return [name];
}

function numberAt(cells: Cells, row: number): number | null {
  const cell = cells[row];
  return typeof cell === 'number' ? cell : null;
}

/** Appends copies of some rows, with cells changed where wanted. */
function copyRows(data: AuditData, share: number, change: (name: string, cell: Cells[number]) => Cells[number]): void {
  const { draw, rows } = data;
  const count = Math.max(12, Math.round(share * rows));
  for (let copy = 0; copy < count; copy += 1) {
    const from = draw.whole(0, rows - count - 1);
    const to = rows - 1 - copy;
    for (const [name, cells] of data.columns) if (name !== 'record') cells[to] = change(name, cells[from] ?? null);
  }
}

/** Rows in order of time. */
function byTime(data: AuditData): number[] {
  const times = cellsOf(data, 'visited');
  return Array.from({ length: data.rows }, (_, row) => row).sort(
    (first, second) => Number(times[first]) - Number(times[second]),
  );
}

function twoTasks(data: AuditData): [string, string] {
  const [first = '', second = ''] = tasksOf(data);
  return [first, second];
}

export const plants: Readonly<Record<AuditCheckId, Plant>> = {
  'target-among-inputs': (data) => {
    if (data.draw.uniform() < 0.5) {
      const source = cellsOf(data, numberTask(data));
      return addInput(data, 'copy', (row) => {
        const value = numberAt(source, row);
        return value === null ? null : round(32 + 1.8 * value, 3);
      });
    }
    const source = cellsOf(data, classTask(data));
    const labels = [...new Set(source.filter((cell) => cell !== null))];
    return addInput(data, 'copy', (row) => {
      const place = labels.indexOf(source[row] ?? '');
      return place < 0 ? null : `code ${place}`;
    });
  },
  'input-leakage': (data) => {
    const { draw } = data;
    if (draw.uniform() < 0.5) {
      const source = cellsOf(data, numberTask(data));
      return addInput(data, 'invoice', (row) => {
        const value = numberAt(source, row);
        return value === null ? round(20 + 2 * draw.normal(), 2) : round(2 * value + 0.15 * draw.normal(), 2);
      });
    }
    const source = cellsOf(data, classTask(data));
    const labels = [...new Set(source.filter((cell) => cell !== null))].sort();
    return addInput(data, 'invoice', (row) => round(4.5 * labels.indexOf(source[row] ?? '') + draw.normal(), 2));
  },
  'task-leakage': (data) => {
    const name = numberTask(data);
    const source = cellsOf(data, name);
    const present = source.filter((cell) => typeof cell === 'number').sort((first, second) => first - second);
    const limit = present[Math.floor((0.3 + 0.4 * data.draw.uniform()) * present.length)] ?? 10;
    fill(data, 'flag', (row) => {
      const value = numberAt(source, row);
      return value === null ? null : value > limit ? 'above' : 'below';
    });
    data.roles.set('flag', 'task');
    return ['flag'];
  },
  'duplicates-across-splits': (data) => {
    copyRows(data, 0.06, (_, cell) => cell);
    return [];
  },
  'groups-across-splits': (data) => {
    const groups = Math.max(10, Math.round(data.rows / data.draw.whole(3, 12)));
    fill(data, 'patient', () => `P${data.draw.whole(1, groups)}`);
    data.roles.set('patient', data.draw.uniform() < 0.7 ? 'id' : 'input');
    return ['patient'];
  },
  'label-presence': (data) => {
    const [name] = twoTasks(data);
    const keep = data.draw.whole(25, 70) / data.rows;
    const cells = cellsOf(data, name);
    fill(data, name, (row) => (data.draw.uniform() < keep ? (cells[row] ?? null) : null));
    return [name];
  },
  'constant-target': (data) => {
    const name = classTask(data);
    const usual = cellsOf(data, name).find((cell) => cell !== null) ?? 'yes';
    const rare = data.draw.uniform() < 0.3 ? 0 : 0.004;
    fill(data, name, () => (data.draw.uniform() < rare ? 'other' : usual));
    return [name];
  },
  'rare-class': (data) => {
    const name = classTask(data);
    const cells = cellsOf(data, name);
    const share = data.draw.whole(3, 12) / data.rows;
    fill(data, name, (row) => (cells[row] !== null && data.draw.uniform() < share ? 'odd' : (cells[row] ?? null)));
    cells[0] = 'odd';
    return [name];
  },
  'class-imbalance': (data) => {
    const name = classTask(data);
    const cells = cellsOf(data, name);
    const [usual = 'no', other = 'yes'] = [...new Set(cells.filter((cell) => cell !== null))];
    const share = 0.005 + 0.03 * data.draw.uniform();
    fill(data, name, (row) => (cells[row] === null ? null : data.draw.uniform() < share ? other : usual));
    cellsOf(data, name)[0] = other;
    return [name];
  },
  'spurious-link': (data) => {
    const name = classTask(data);
    const cells = cellsOf(data, name);
    const labels = [...new Set(cells.filter((cell) => cell !== null))];
    fill(data, 'shadow', (row) => {
      const cell = cells[row] ?? null;
      if (cell === null) return null;
      const shown = data.draw.uniform() < 0.06 ? labels[data.draw.whole(0, labels.length - 1)] : cell;
      return `s-${shown ?? cell}`;
    });
    data.roles.set('shadow', 'task');
    return ['shadow'];
  },
  'inconsistent-annotation': (data) => {
    const name = classTask(data);
    const labels = [...new Set(cellsOf(data, name).filter((cell) => cell !== null))];
    // Copies of rows without a label of the task would show nothing of its labels.
    copyRows(data, 0.12, (column, cell) => {
      if (column === name && data.draw.uniform() < 0.5) return labels[data.draw.whole(0, labels.length - 1)] ?? cell;
      const isNumber = typeof cell === 'number' && data.roles.get(column) === 'input';
      return isNumber ? round(cell * (1 + 1e-5 * data.draw.normal()), 6) : cell;
    });
    return [name];
  },
  'missing-not-at-random': (data) => {
    const [first, second] = twoTasks(data);
    const other = data.draw.uniform() < 0.5 ? second : (inputsOf(data)[0] ?? second);
    const cells = cellsOf(data, other);
    const isHigh = splitInTwo(cells);
    const target = cellsOf(data, first);
    fill(data, first, (row) => {
      const keep = isHigh(cells[row] ?? null) ? 0.9 : 0.45;
      return data.draw.uniform() < keep ? (target[row] ?? null) : null;
    });
    return [other];
  },
  'temporal-skew': (data) => {
    const [first, second] = twoTasks(data);
    const order = byTime(data);
    order.forEach((row, place) => {
      const late = place / data.rows;
      if (data.draw.uniform() < late) cellsOf(data, first)[row] = null;
      if (data.draw.uniform() > late) cellsOf(data, second)[row] = null;
    });
    return [first];
  },
  drift: (data) => {
    const order = byTime(data);
    if (data.draw.uniform() < 0.5) {
      const name = numberTask(data);
      const cells = cellsOf(data, name);
      order.forEach((row, place) => {
        const value = numberAt(cells, row);
        if (value !== null) cells[row] = round(value + (2 * place) / data.rows, 3);
      });
      return [name];
    }
    const places = new Map(order.map((row, place) => [row, place]));
    return addInput(data, 'sensor', (row) => round(data.draw.normal() + (2 * (places.get(row) ?? 0)) / data.rows, 3));
  },
  'stray-date': (data) => {
    const { draw, rows } = data;
    const cells = cellsOf(data, 'visited');
    const isFuture = draw.uniform() < 0.5;
    const years = isFuture ? draw.whole(10, 170) : -draw.whole(20, 120);
    const wrong = new Set(
      Array.from({ length: draw.whole(1, Math.max(1, Math.floor(rows / 100))) }, () => draw.whole(0, rows - 1)),
    );
    fill(data, 'visited', (row) => {
      const cell = cells[row] ?? null;
      return wrong.has(row) && typeof cell === 'number' ? cell + years * 365.25 * 86_400_000 : cell;
    });
    return ['visited'];
  },
  noise: (data) => {
    const [name] = twoTasks(data);
    const cells = cellsOf(data, name);
    for (let last = cells.length - 1; last > 0; last -= 1) {
      const other = data.draw.whole(0, last);
      [cells[last], cells[other]] = [cells[other] ?? null, cells[last] ?? null];
    }
    return [name];
  },
  'loss-scale': (data) => {
    const name = numberTask(data);
    const cells = cellsOf(data, name);
    const factor = 10 ** (1 + 3 * data.draw.uniform());
    fill(data, name, (row) => {
      const value = numberAt(cells, row);
      return value === null ? null : round(factor * value, 2);
    });
    return [name];
  },
  'unusable-input': (data) => {
    const kind = data.draw.whole(0, 3);
    if (kind === 0) return addInput(data, 'unit', () => 'cm');
    if (kind === 1) return addInput(data, 'sample_code', (row) => `Q${((row * 7919) % 1_000_003) + 100_000}`);
    if (kind === 2) return addInput(data, 'line', (row) => row + 1);
    return addInput(data, 'street', () => `s${data.draw.whole(1, Math.max(60, Math.round(data.rows / 4)))}`);
  },
};

/** Whether a cell is in the upper half of its column, or has its most frequent label. */
function splitInTwo(cells: Cells): (cell: Cells[number]) => boolean {
  const values = cells.filter((cell) => typeof cell === 'number').sort((first, second) => first - second);
  if (values.length > 0) {
    const middle = values[values.length >> 1] ?? 0;
    return (cell) => typeof cell === 'number' && cell > middle;
  }
  const counts = new Map<string, number>();
  for (const cell of cells) if (cell !== null) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  const [usual] = [...counts].sort((first, second) => second[1] - first[1])[0] ?? [''];
  return (cell) => cell === usual;
}
