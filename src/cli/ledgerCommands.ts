// Commands about the ledger itself: serve, init, rebuild.
import type { Command } from 'commander';
import { viewNames } from '../../projections/registry.js';
import { unknownView } from '../../projections/runner.js';
import { readCatalogue } from '../catalogueFolder.js';
import { createCommandHandler } from '../commands/commandHandler.js';
import { allCommands } from '../commands/registry.js';
import { openLedger } from '../composition.js';
import { initialiseDataFolder, ledgerExists, openLog } from '../openLog.js';
import { adoptShippedPacks, firstAdoption } from '../shippedPacks.js';
import { catalogue } from '../events/index.js';
import { discardDamagedViews } from '../openViews.js';
import { EXIT } from './output.js';
import { warningLines } from './catalogueCommands.js';
import type { CliContext } from './context.js';
import { publishCatalogue } from './publishCatalogue.js';

interface InitOptions {
  readonly origin?: string;
  readonly catalogue: boolean;
  readonly files?: string;
}

/** Creates what is missing. Catalogue and packs are read first: bad ones leave no half-made ledger behind. */
async function initialise(context: CliContext, options: InitOptions): Promise<void> {
  const powers = options.catalogue ? readCatalogue(options.files) : undefined;
  const config = context.config({ origin: options.origin });
  const existed = ledgerExists(config);
  if (!existed) firstAdoption(config);
  initialiseDataFolder(config);
  const log = openLog(config, 'write');
  try {
    const handler = createCommandHandler(log, catalogue, allCommands);
    const adopted = await adoptShippedPacks(config, log, handler);
    const done = powers && (await publishCatalogue(log, powers, Date.now()));
    const { dataDir, origin } = config;
    const head = (await log.head()) ?? null;
    const published = done && { published: done.published, unchanged: done.diff.unchanged };
    context
      .output()
      .result(
        { dataDir, origin, created: !existed, head, adopted, catalogue: published ?? null },
        () =>
          [
            existed
              ? `台账已存在 / the ledger exists: ${dataDir}`
              : `已建立台账 / created a ledger: ${dataDir} (${origin})`,
            ...(adopted > 0 ? [`已采用规则包 ${adopted} 个 / adopted ${adopted} rule packs`] : []),
            ...(published ? [publishedLine(published)] : []),
            ...(powers ? warningLines(powers) : []),
          ].join('\n'),
      );
  } finally {
    await log.close();
  }
}

const publishedLine = ({
  published,
  unchanged,
}: {
  published: number;
  unchanged: number;
}): string =>
  published === 0
    ? `权力事项目录没有新内容，未发布任何事件 / nothing new in the catalogue, nothing was published (${unchanged})`
    : `已发布权力事项 ${published} 个版本 / published ${published} versions of power items`;

export function addLedgerCommands(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('启动服务 / start the service')
    .option('--port <port>', '端口 / port')
    .option('--host <host>', '监听地址 / address to listen on')
    .action(async (options: { port?: string; host?: string }) => {
      // The only command that answers over HTTP: no other one waits for that to be loaded.
      const { startService } = await import('../main.js');
      const service = await startService(context.config(options));
      context
        .output()
        .result({ url: service.url, token: service.token }, () =>
          [
            `服务地址 / address   ${service.url}`,
            `写入令牌 / token     ${service.token}`,
            `接口文档 / API       ${service.url}/api/v1/docs`,
          ].join('\n'),
        );
      const stop = () => {
        service.close().then(
          () => process.exit(EXIT.ok),
          (error: unknown) => process.exit(context.fail(error)),
        );
      };
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });

  program
    .command('init')
    .description(
      '建立台账并发布权力事项目录 / create a ledger and publish the catalogue of power items',
    )
    .option('--origin <uri>', '台账来源标识 / URI of the ledger')
    .option('--no-catalogue', '不发布目录 / do not publish the catalogue')
    .option(
      '--files <folder>',
      '目录文件夹；缺省为随附目录 / catalogue files; the shipped ones when left out',
    )
    .action((options: InitOptions) => initialise(context, options));

  program
    .command('rebuild')
    .description('重建读模型 / rebuild the views beside the old ones and swap them in')
    .argument('[views...]', '视图名；缺省为全部 / names; all when left out')
    .action(async (names: string[]) => {
      const config = context.config();
      const known = viewNames();
      for (const name of names) if (!known.includes(name)) throw unknownView(name);
      discardDamagedViews(config);
      const ledger = await openLedger(config, { mode: 'read', views: 'inline' });
      try {
        const head = await ledger.log.head();
        const bar = context.output().progress('rebuild', head === undefined ? 0 : Number(head) + 1);
        await ledger.views.rebuild(names.length > 0 ? names : known, (position) =>
          bar.update(Number(position) + 1),
        );
        bar.stop();
        const status = ledger.views.status();
        context
          .output()
          .result(status, () =>
            status
              .map(
                ({ name, version, state, position }) =>
                  `${name} v${version} ${state} @${position ?? '-'}`,
              )
              .join('\n'),
          );
      } finally {
        await ledger.close();
      }
    });
}
