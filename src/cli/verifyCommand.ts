// Command `verify`: of the whole ledger, or of evidence alone, offline and without a ledger.
import type { Command } from 'commander';
import { readGiven } from '../givenFiles.js';
import { isLedgerError } from '../kernel/errors.js';
import type { Attested } from '../proof/attested.js';
import { readEvidence } from '../proof/exportEvidence.js';
import { findingText } from '../proof/findings.js';
import { verifyFolder } from '../proof/verifyFolder.js';
import type { LedgerVerification } from '../proof/verifyLedger.js';
import {
  encodeBase64,
  parsePolicy,
  verifyEvidence,
  type EvidenceTrust,
  type EvidenceVerdict,
} from '../transparency/index.js';
import { collect, type CliContext } from './context.js';
import { EXIT } from './output.js';

function verificationText(result: LedgerVerification): string {
  const { findings, omitted, signedHeads, signedSize } = result;
  const count = findings.length + omitted;
  return [
    `台账 / ledger          ${result.origin}`,
    `事件 / events          ${result.events}`,
    `末位 / head            ${result.head ?? '-'}`,
    `树根 / root            ${result.root}`,
    `已签检查点 / signed     ${signedHeads}${signedSize === undefined ? '' : ` (≤ ${signedSize})`}`,
    ...attestedLines(result),
    `文件 / documents       ${result.documents}`,
    ...findings.map(findingText),
    ...(omitted > 0 ? [`… ${omitted} 处未列出 / not listed`] : []),
    ...(signedHeads === 0
      ? ['! 没有已签名的检查点：末尾被截断无从发现 / no signed head: a cut-off end would not show']
      : []),
    count === 0 ? '✓ 未发现异常 / nothing is wrong' : `✗ ${count} 处异常 / findings`,
  ].join('\n');
}

/** What witnesses and authorities say, where there is any of it. */
function attestedLines({ cosignatures, cosignedSize, timestamps, timestampsUnder }: Attested) {
  const newest = timestamps.at(-1);
  return [
    ...(cosignatures > 0 ? [`副签 / cosignatures     ${cosignatures} (≤ ${cosignedSize})`] : []),
    ...(newest
      ? [
          `时间戳 / time stamps    ${timestamps.length} (≤ ${newest.size}, ${newest.time}, ${newest.authority})`,
        ]
      : []),
    ...(newest && timestampsUnder === 'kept'
      ? [
          '! 时间戳按当时所信的证书核验：请用 --tsa-ca 给出另行取得的机构证书 / time stamps were checked under the certificates kept with them: give --tsa-ca',
        ]
      : []),
  ];
}

interface VerifyFlags {
  readonly tsaCa: string[];
  readonly checkpoint: string[];
  readonly vkey: string[];
  readonly bundle?: string;
  readonly policy?: string;
}

function trustOf({ vkey, policy }: VerifyFlags): EvidenceTrust {
  if (policy !== undefined) return { policy: parsePolicy(readGiven(policy)) };
  return vkey.length > 0 ? { vkeys: vkey } : undefined;
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function evidenceText(
  { checkpoint, records, documents, problems, vkeys, keysFrom, witnesses }: EvidenceVerdict,
  stamps: readonly string[],
  ok: boolean,
): string {
  return [
    ...(checkpoint
      ? [
          `检查点 / checkpoint     ${checkpoint.origin} ${checkpoint.size} ${encodeBase64(checkpoint.root)}`,
        ]
      : []),
    ...vkeys.map((vkey) => `公钥 / key             ${vkey}`),
    ...(witnesses.length > 0 ? [`见证 / witnesses       ${witnesses.join(', ')}`] : []),
    ...records.map(({ index, event, fields }) => {
      const withheld = fields.filter(({ state }) => state !== 'disclosed').length;
      return `✓ #${index} ${shown(event['type'])} ${shown(event['time'])}${withheld > 0 ? ` (${withheld} 个字段未披露 / fields withheld)` : ''}`;
    }),
    ...documents.map((sha256) => `✓ 文件 / document ${sha256}`),
    ...stamps,
    ...problems.map(({ file, code, text }) => `✗ ${file} ${code} ${text.zh} / ${text.en}`),
    ...(ok && keysFrom === 'evidence'
      ? [
          '! 公钥来自证据本身：请与别处取得的公钥核对，或用 --vkey 给出 / the keys came with the evidence: compare them with keys from elsewhere, or give --vkey',
        ]
      : []),
    ok ? '✓ 核验通过 / proved' : '✗ 核验不通过 / not proved',
  ].join('\n');
}

/** The time stamps of evidence, judged under certificates that the reader brought. */
async function judgeTimestamps(
  { timestamps }: EvidenceVerdict,
  authorities: readonly string[],
): Promise<{ readonly lines: readonly string[]; readonly ok: boolean }> {
  if (timestamps.length === 0)
    return authorities.length === 0
      ? { lines: [], ok: true }
      : { lines: ['✗ 证据不含时间戳 / there is no time stamp in the evidence'], ok: false };
  if (authorities.length === 0) {
    const hint = `! ${timestamps.length} 个时间戳未核验：请用 --tsa-ca 给出机构证书 / time stamps not checked: give --tsa-ca`;
    return { lines: [hint], ok: true };
  }
  const [{ readCertificates }, { verifyTimestamp }] = await Promise.all([
    import('../timestamp/certificates.js'),
    import('../timestamp/verify.js'),
  ]);
  const given = authorities.flatMap((path) => readCertificates(readGiven(path), path));
  const judged = timestamps.map(async ({ file, response, data }) => {
    try {
      const { time, authority } = await verifyTimestamp({ response, data }, given);
      return { ok: true, line: `✓ 时间戳 / time stamp ${time} ${authority}` };
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      return { ok: false, line: `✗ ${file} ${error.code} ${error.text.zh} / ${error.text.en}` };
    }
  });
  const all = await Promise.all(judged);
  return { lines: all.map(({ line }) => line), ok: all.every(({ ok }) => ok) };
}

async function verifyBundle(context: CliContext, bundle: string, flags: VerifyFlags) {
  const verdict = verifyEvidence(readEvidence(bundle), trustOf(flags));
  const stamps = await judgeTimestamps(verdict, flags.tsaCa);
  const { checkpoint } = verdict;
  const ok = verdict.ok && stamps.ok;
  const shown = checkpoint && { ...checkpoint, root: encodeBase64(checkpoint.root) };
  const answer = { ...verdict, ok, checkpoint: shown, timestamps: stamps.lines };
  context.output().result(answer, () => evidenceText(verdict, stamps.lines, ok));
  if (!ok) process.exitCode = EXIT.failed;
}

async function verifyWhole(context: CliContext, flags: VerifyFlags): Promise<void> {
  const output = context.output();
  let bar: ReturnType<typeof output.progress> | undefined;
  try {
    const result = await verifyFolder(context.config(), {
      checkpoints: flags.checkpoint,
      vkeys: flags.vkey,
      authorities: flags.tsaCa,
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

export function addVerifyCommand(program: Command, context: CliContext): void {
  program
    .command('verify')
    .description('核验整个台账 / check the whole ledger')
    .option('--checkpoint <file>', '另存的检查点 / a checkpoint kept elsewhere', collect, [])
    .option('--vkey <key>', '公钥 / public key (C2SP vkey)', collect, [])
    .option(
      '--bundle <path>',
      '离线核验证据，不需要台账 / check evidence offline, without a ledger',
    )
    .option('--policy <file>', '信任策略，配合 --bundle / C2SP tlog-policy, with --bundle')
    .option(
      '--tsa-ca <file>',
      '时间戳机构的根证书 / certificate of a time stamp authority (PEM or DER)',
      collect,
      [],
    )
    .action(async (flags: VerifyFlags) => {
      if (flags.bundle === undefined) await verifyWhole(context, flags);
      else await verifyBundle(context, flags.bundle, flags);
    });
}
