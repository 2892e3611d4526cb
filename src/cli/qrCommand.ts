// Command `qr`: the code that leads from paper to the page that proves what stands on it.
import type { Command } from 'commander';
import { writeGiven } from '../givenFiles.js';
import { invalid } from '../kernel/errors.js';
import type { EventLog } from '../log/eventLog.js';
import { treeHasher } from '../log/treeHasher.js';
import { findRecord, storedEvent } from '../proof/prove.js';
import {
  eventAddress,
  qrSvg,
  qrText,
  treeAddress,
  type VerifyAddress,
} from '../proof/verifyAddress.js';
import { sizeOf, treeHead } from '../signing/treeProofs.js';
import { encodeBase64 } from '../transparency/index.js';
import { withSigning, type CliContext } from './context.js';

interface QrFlags {
  readonly url?: string;
  readonly svg?: string;
}

async function addressOf(
  log: EventLog,
  base: string,
  event: string | undefined,
): Promise<VerifyAddress> {
  if (event === undefined) {
    const { size, root } = await treeHead(log, await sizeOf(log));
    return treeAddress(base, { size, root: encodeBase64(root) });
  }
  const record = await findRecord(log, event);
  return eventAddress(base, storedEvent(record).id, treeHasher.leaf(record.bytes));
}

async function qr(context: CliContext, event: string | undefined, { url, svg }: QrFlags) {
  const config = context.config();
  const base = url ?? config.publicUrl;
  if (base === undefined)
    throw invalid(
      'qr.url',
      '请用 --url 或设置 publicUrl（SUNLEDGER_PUBLIC_URL）给出服务的公开地址',
      'Give the public address of the service with --url or in the setting publicUrl (SUNLEDGER_PUBLIC_URL)',
      'publicUrl',
    );
  const address = await withSigning(config, (log) => addressOf(log, base, event));
  if (svg !== undefined) writeGiven(svg, qrSvg(address));
  context
    .output()
    .result({ address, file: svg }, () =>
      svg === undefined ? `${qrText(address)}\n${address}` : `✓ ${address} → ${svg}`,
    );
}

export function addQrCommand(program: Command, context: CliContext): void {
  program
    .command('qr')
    .description('核验页的二维码 / the QR code of the page that verifies')
    .argument(
      '[event]',
      '事件编号或位置；缺省为当前整个台账 / an event; the whole ledger as it is now',
    )
    .option('--url <address>', '服务的公开地址 / public address of the service')
    .option('--svg <file>', '写成 SVG 文件 / write it as an SVG')
    .action((event: string | undefined, flags: QrFlags) => qr(context, event, flags));
}
