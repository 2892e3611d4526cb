// Commands of time stamps (RFC 3161): ask an authority to stamp the newest checkpoint, keep its answer. The library is
// loaded only when one of them runs.
import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { readGiven, writeGiven } from '../givenFiles.js';
import { invalid } from '../kernel/errors.js';
import type { AttachedStamp } from '../timestamp/stamping.js';
import { withSigning, type CliContext } from './context.js';

interface RequestFlags {
  readonly output?: string;
  readonly url?: string;
  readonly tsaCa?: string;
  readonly policyOid?: string;
}

const attachedText = ({ size, time, authority, policy, added }: AttachedStamp): string =>
  [
    `✓ ${added ? '已保存时间戳 / time stamp kept' : '此时间戳已保存过 / kept before'}: ${time} (≤ ${size})`,
    `机构 / authority       ${authority}`,
    `策略 / policy          ${policy}`,
  ].join('\n');

async function request(context: CliContext, flags: RequestFlags): Promise<void> {
  const { output, url, tsaCa, policyOid: policy } = flags;
  if ((output === undefined) === (url === undefined) || (url !== undefined && tsaCa === undefined))
    throw invalid(
      'timestamp.where',
      '请给出 --output，或给出 --url 与 --tsa-ca',
      'Give either --output, or --url with --tsa-ca',
    );
  const { attachStamp, fetchStamp, requestStamp } = await import('../timestamp/stamping.js');
  const authority = tsaCa === undefined ? undefined : readGiven(tsaCa);
  await withSigning(context.config(), async (_, signing) => {
    const stamp = { clock: Date.now, random: randomBytes, policy };
    const { size, request: asked } = await requestStamp(signing, stamp);
    if (output !== undefined) writeGiven(output, asked);
    if (url === undefined || authority === undefined) {
      context.output().result({ size, file: output }, () => `✓ ${size} → ${output}`);
      return;
    }
    const attached = await attachStamp(signing, await fetchStamp(url, asked), authority, Date.now);
    context.output().result(attached, () => attachedText(attached));
  });
}

async function attach(context: CliContext, file: string, { tsaCa }: { tsaCa: string }) {
  const { attachStamp } = await import('../timestamp/stamping.js');
  const [response, authority] = [readGiven(file), readGiven(tsaCa)];
  const attached = await withSigning(context.config(), (_, signing) =>
    attachStamp(signing, response, authority, Date.now),
  );
  context.output().result(attached, () => attachedText(attached));
}

export function addTimestampCommands(program: Command, context: CliContext): void {
  const timestamp = program
    .command('timestamp')
    .description('检查点的时间戳 / time stamps of checkpoints (RFC 3161)');
  timestamp
    .command('request')
    .description('请求为最新检查点盖时间戳 / ask for a time stamp on the newest checkpoint')
    .option('-o, --output <file>', '把请求写入文件 / write the request to a file (.tsq)')
    .option('--url <url>', '直接送往时间戳机构 / send it to an authority and keep the answer')
    .option('--tsa-ca <file>', '机构的根证书 / certificate of its authority (PEM or DER)')
    .option('--policy-oid <oid>', '要求的策略 / policy to ask for')
    .action((flags: RequestFlags) => request(context, flags));
  timestamp
    .command('attach')
    .description('核验应答并随检查点保存 / verify a response and keep it with its checkpoint')
    .argument('<response>', '应答文件 / the response (.tsr)')
    .requiredOption('--tsa-ca <file>', '机构的根证书 / certificate of its authority (PEM or DER)')
    .action((file: string, flags: { tsaCa: string }) => attach(context, file, flags));
}
