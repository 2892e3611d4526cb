// Runs the benchmarks one after the other, each in a folder of its own, and prints one table.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { sqliteBackend } from '../../src/sqlite/driver.js';
import { watchOthers, type Benchmark, type Figure } from './benchmark.js';
import { benchmarks } from './registry.js';
import { wholeNumber } from '../wholeNumber.js';

interface Options {
  readonly events: number;
  readonly only?: string;
  readonly folder: string;
  readonly json?: boolean;
}

function parseOptions(args: readonly string[]): Options {
  return new Command('bench')
    .option('--events <number>', 'size of the large ledger', wholeNumber, 200_000)
    .option('--only <names>', `comma-separated: ${benchmarks.map(({ name }) => name).join(', ')}`)
    .option('--folder <path>', 'a folder on the disk to measure', tmpdir())
    .option('--json', 'print JSON instead of a table')
    .parse(args, { from: 'user' })
    .opts<Options>();
}

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);

function isMet({ value, ratio, goal }: Figure): boolean | undefined {
  if (!goal) return undefined;
  const judged = ratio?.value ?? value;
  return goal.relation === '>=' ? judged >= goal.value : judged <= goal.value;
}

function row(figure: Figure): string[] {
  const { what, value, unit, ratio, goal, note } = figure;
  const met = isMet(figure);
  return [
    what,
    `${number(value)} ${unit}`,
    ratio ? `${number(ratio.value)} x ${ratio.of}` : '',
    goal ? `${goal.relation} ${number(goal.value)}` : '',
    met === undefined ? '' : met ? 'yes' : 'NO',
    note ?? '',
  ];
}

function table(figures: readonly Figure[]): string {
  const rows = [['measured', 'figure', 'ratio', 'goal', 'met', ''], ...figures.map(row)];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

async function runOne(benchmark: Benchmark, options: Options): Promise<Figure[]> {
  const folder = mkdtempSync(join(options.folder, 'sunledger-bench-'));
  const report = (message: string) => process.stderr.write(`${benchmark.name}: ${message}\n`);
  const others = watchOthers();
  try {
    const figures = await benchmark.run({ folder, events: options.events, report });
    const cores = others();
    const disturbed = { what: `${benchmark.name}: other processes`, value: cores, unit: 'cores' };
    return [
      ...figures,
      cores > 0.5 ? { ...disturbed, note: 'disturbed: measure again' } : disturbed,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the exit code: 0, or 2 for an unknown benchmark */
export async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const wanted = options.only?.split(',');
  const unknown = wanted?.find((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`没有此基准 / no such benchmark: ${unknown}\n`);
    return 2;
  }
  const figures: Figure[] = [];
  for (const benchmark of benchmarks)
    if (wanted?.includes(benchmark.name) ?? true)
      figures.push(...(await runOne(benchmark, options)));
  const machine = `Node ${process.versions.node}, ${sqliteBackend}, ${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}`;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ machine, figures }, null, 2)}\n`
      : `${machine}\n\n${table(figures)}\n`,
  );
  return 0;
}
