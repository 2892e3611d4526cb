// Commands of proof: verify, prove, export evidence, backup, restore.
import type { Command } from 'commander';
import { findingText } from '../proof/findings.js';
import { verifyFolder } from '../proof/verifyFolder.js';
import type { LedgerVerification } from '../proof/verifyLedger.js';
import type { CliContext } from './context.js';
import { EXIT } from './output.js';

/** For options that may be given more than once. */
export const collect = (value: string, values: readonly string[]): string[] => [...values, value];

function verificationText(result: LedgerVerification): string {
  const { findings, omitted, signedHeads, signedSize } = result;
  const count = findings.length + omitted;
  return [
    `台账 / ledger          ${result.origin}`,
    `事件 / events          ${result.events}`,
    `末位 / head            ${result.head ?? '-'}`,
    `树根 / root            ${result.root}`,
    `已签检查点 / signed     ${signedHeads}${signedSize === undefined ? '' : ` (≤ ${signedSize})`}`,
    `文件 / documents       ${result.documents}`,
    ...findings.map(findingText),
    ...(omitted > 0 ? [`… ${omitted} 处未列出 / not listed`] : []),
    ...(signedHeads === 0
      ? ['! 没有已签名的检查点：末尾被截断无从发现 / no signed head: a cut-off end would not show']
      : []),
    count === 0 ? '✓ 未发现异常 / nothing is wrong' : `✗ ${count} 处异常 / findings`,
  ].join('\n');
}

interface VerifyFlags {
  readonly checkpoint: string[];
  readonly vkey: string[];
}

async function verifyCommand(context: CliContext, flags: VerifyFlags): Promise<void> {
  const output = context.output();
  let bar: ReturnType<typeof output.progress> | undefined;
  try {
    const result = await verifyFolder(context.config(), {
      checkpoints: flags.checkpoint,
      vkeys: flags.vkey,
      onProgress(done, total) {
        bar ??= output.progress('verify', total);
        bar.update(done);
      },
    });
    bar?.stop();
    output.result(result, () => verificationText(result));
    if (result.findings.length > 0) process.exitCode = EXIT.failed;
  } finally {
    bar?.stop();
  }
}

export function addProofCommands(program: Command, context: CliContext): void {
  program
    .command('verify')
    .description('核验整个台账 / check the whole ledger')
    .option('--checkpoint <file>', '另存的检查点 / a checkpoint kept elsewhere', collect, [])
    .option('--vkey <key>', '公钥 / public key (C2SP vkey)', collect, [])
    .action((flags: VerifyFlags) => verifyCommand(context, flags));
}
