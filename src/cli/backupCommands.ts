// Commands `backup` and `restore`.
import type { Command } from 'commander';
import { openLedgerSigning, openLog } from '../openLog.js';
import { loadConfig } from '../config.js';
import { backUp, restore } from '../proof/backup.js';
import type { CliContext } from './context.js';

export function addBackupCommands(program: Command, context: CliContext): void {
  program
    .command('backup')
    .description(
      '在线备份并核验，不含私钥 / back up while running, and verify; without private keys',
    )
    .argument('<folder>', '空文件夹 / an empty folder')
    .action(async (folder: string) => {
      const { events, root, documents, signedSize } = await backUp(context.config(), folder);
      context
        .output()
        .result({ folder, events, root, documents, signedSize }, () =>
          [
            `✓ 已备份并核验 / backed up and verified: ${folder}`,
            `事件 / events ${events}, 文件 / documents ${documents}, 根 / root ${root}`,
            '! 私钥不在备份内，须另行保存密钥文件夹 / private keys are not in it: keep the key folder apart',
          ].join('\n'),
        );
    });

  program
    .command('restore')
    .description('把备份恢复到没有台账的数据文件夹 / restore into a data folder without a ledger')
    .argument('<folder>', '备份文件夹 / the backup')
    .action(async (folder: string) => {
      const given = context.config();
      const { events, root } = await restore(given, folder);
      const config = loadConfig(process.env, { dataDir: given.dataDir });
      const log = openLog(config, 'read');
      const signing = await openLedgerSigning(config, log, 'write');
      const status = signing.status();
      await signing.close();
      await log.close();
      context
        .output()
        .result({ dataDir: config.dataDir, events, root, signing: status }, () =>
          [
            `✓ 已恢复 / restored: ${config.dataDir} (${events} 事件 / events, ${root})`,
            status.state === 'signing'
              ? '✓ 可继续签名 / signing goes on'
              : `! 不会签名 / nothing will be signed: ${status.text.zh} / ${status.text.en}`,
          ].join('\n'),
        );
    });
}
