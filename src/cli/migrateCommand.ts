// `sunledger migrate`: moves a ledger from one engine to the other. The service must be stopped.
import { Option, type Command } from 'commander';
import { invalid } from '../kernel/errors.js';
import { migrateToCluster, migrateToFile } from '../migration/migrate.js';
import type { CliContext } from './context.js';

type Engine = 'sqlite' | 'eventstoredb';

const engine = (flag: string, description: string) =>
  new Option(flag, description).choices(['sqlite', 'eventstoredb']).makeOptionMandatory();

const sameEngine = () =>
  invalid(
    'migrate.same_engine',
    '来源与目标是同一引擎：请一为 sqlite、一为 eventstoredb',
    'Source and target are the same engine; one is sqlite, the other eventstoredb',
    '--to',
  );

async function migrate(context: CliContext, { from, to }: { from: Engine; to: Engine }) {
  if (from === to) throw sameEngine();
  const output = context.output();
  let bar: ReturnType<typeof output.progress> | undefined;
  const onProgress = (done: number, total: number) => {
    bar ??= output.progress('migrate', total);
    bar.update(done);
  };
  const move = to === 'eventstoredb' ? migrateToCluster : migrateToFile;
  try {
    const moved = await move(context.config(), onProgress);
    bar?.stop();
    output.result({ from, to, ...moved }, () =>
      [
        `✓ 已迁移 ${moved.events} 个事件：${from} → ${to} / moved ${moved.events} events`,
        `树根 / root            ${moved.root}`,
        `原件保留于 / kept       ${moved.kept}`,
      ].join('\n'),
    );
  } finally {
    bar?.stop();
  }
}

export function addMigrateCommand(program: Command, context: CliContext): void {
  program
    .command('migrate')
    .description(
      '把台账迁到另一引擎，树根不变 / move the ledger to another engine, with the same tree root',
    )
    .addOption(engine('--from <engine>', '来源 / source'))
    .addOption(engine('--to <engine>', '目标 / target'))
    .action((options: { from: Engine; to: Engine }) => migrate(context, options));
}
