import { join } from 'node:path';
import { importOptionsSchema } from '../../src-main/contract/dataset.ts';
import { quotePath, quoteText, withDatabase } from '../../src-main/store/dataset/duckdb.ts';
import { importFile } from '../../src-main/store/dataset/import-file.ts';

/** Reads a CSV file once, as an import or by DuckDB alone, and tells what it took. */
const [what, path = '', folder = ''] = process.argv.slice(2);
const startedAt = performance.now();
const before = process.cpuUsage();
if (what === 'import') {
  await importFile({ path, options: importOptionsSchema.parse({}), folder: join(folder, `kept-${process.pid}`) });
} else {
  const target = join(folder, `${process.pid}.parquet`);
  await withDatabase(folder, (connection) =>
    connection.run(`COPY (SELECT * FROM read_csv(${quotePath(path)})) TO ${quoteText(target)} (FORMAT parquet)`),
  );
}
const { user, system } = process.cpuUsage(before);
process.send?.({
  seconds: (performance.now() - startedAt) / 1000,
  processorSeconds: (user + system) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
});
process.disconnect();
