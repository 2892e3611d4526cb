// Commands of proof: verify, prove, export evidence, backup, restore.
import { Option, type Command } from 'commander';
import { openDocuments, openLedgerSigning, openLog } from '../composition.js';
import type { Config } from '../config.js';
import { readGiven, writeGiven } from '../givenFiles.js';
import { invalid } from '../kernel/errors.js';
import type { EventLog } from '../log/eventLog.js';
import type { Attested } from '../proof/attested.js';
import { exportEvidence, readEvidence, type EvidenceScope } from '../proof/exportEvidence.js';
import { findingText } from '../proof/findings.js';
import { carryingProof, DISCLOSE, findRecord, type Disclose } from '../proof/prove.js';
import { verifyFolder } from '../proof/verifyFolder.js';
import type { LedgerVerification } from '../proof/verifyLedger.js';
import type { Signing } from '../signing/signing.js';
import {
  encodeBase64,
  evaluatePolicy,
  parsePolicy,
  verifyEvidence,
  type EvidenceTrust,
  type EvidenceVerdict,
} from '../transparency/index.js';
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

function evidenceText(verdict: EvidenceVerdict): string {
  const { checkpoint, records, documents, problems, vkeys, keysFrom, witnesses, ok } = verdict;
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
    ...problems.map(({ file, code, text }) => `✗ ${file} ${code} ${text.zh} / ${text.en}`),
    ...(ok && keysFrom === 'evidence'
      ? [
          '! 公钥来自证据本身：请与别处取得的公钥核对，或用 --vkey 给出 / the keys came with the evidence: compare them with keys from elsewhere, or give --vkey',
        ]
      : []),
    ok ? '✓ 核验通过 / proved' : '✗ 核验不通过 / not proved',
  ].join('\n');
}

function verifyBundle(context: CliContext, bundle: string, flags: VerifyFlags): void {
  const verdict = verifyEvidence(readEvidence(bundle), trustOf(flags));
  const { checkpoint, ...rest } = verdict;
  const shown = checkpoint && { ...checkpoint, root: encodeBase64(checkpoint.root) };
  context.output().result({ ...rest, checkpoint: shown }, () => evidenceText(verdict));
  if (!verdict.ok) process.exitCode = EXIT.failed;
}

/** Opens log and signing for a command that hands out proofs. */
async function withSigning<T>(
  config: Config,
  work: (log: EventLog, signing: Signing) => Promise<T>,
): Promise<T> {
  const log = openLog(config, 'read');
  try {
    const signing = await openLedgerSigning(config, log, 'write');
    try {
      return await work(log, signing);
    } finally {
      await signing.close();
    }
  } finally {
    await log.close();
  }
}

interface ProveFlags {
  readonly policy?: string;
  readonly output: string;
  readonly disclose: Disclose;
}

/** Which cosigned checkpoints a policy accepts; any checkpoint will do without one. */
function acceptedBy({ policy }: ProveFlags): ((note: string) => boolean) | undefined {
  if (policy === undefined) return undefined;
  const parsed = parsePolicy(readGiven(policy));
  return (note) => evaluatePolicy(parsed, note).quorumReached;
}

async function proveCommand(context: CliContext, event: string, flags: ProveFlags): Promise<void> {
  const { output, disclose } = flags;
  const result = await withSigning(context.config(), async (log, signing) => {
    const record = await findRecord(log, event);
    const head = await signing.headCovering(Number(record.position) + 1, acceptedBy(flags));
    const proof = await carryingProof(log, head, record, signing.vkeys(), disclose);
    writeGiven(output, proof);
    return { file: output, position: record.position, treeSize: head.size };
  });
  context
    .output()
    .result(result, () => `✓ #${result.position} @ ${result.treeSize} → ${result.file}`);
}

interface EvidenceFlags extends ProveFlags {
  readonly matter?: string;
  readonly audit?: string;
  readonly event?: string;
}

function scopeOf({ matter, audit, event }: EvidenceFlags): EvidenceScope {
  const scopes: readonly EvidenceScope[] = [
    ...(matter === undefined ? [] : [{ matter }]),
    ...(audit === undefined ? [] : [{ audit }]),
    ...(event === undefined ? [] : [{ event }]),
  ];
  const [scope, second] = scopes;
  if (scope && !second) return scope;
  throw invalid(
    'evidence.scope',
    '请从 --matter、--audit、--event 中给出一个',
    'Give one of --matter, --audit and --event',
  );
}

async function evidenceCommand(context: CliContext, flags: EvidenceFlags): Promise<void> {
  const config = context.config();
  const output = context.output();
  const scope = scopeOf(flags);
  const exported = await withSigning(config, async (log, signing) => {
    let bar: ReturnType<typeof output.progress> | undefined;
    try {
      return await exportEvidence({
        log,
        documents: openDocuments(config),
        headCovering: (size) => signing.headCovering(size, acceptedBy(flags)),
        vkeys: signing.vkeys(),
        scope,
        disclose: flags.disclose,
        folder: flags.output,
        onProgress(done, total) {
          bar ??= output.progress('export', total);
          bar.update(done);
        },
      });
    } finally {
      bar?.stop();
    }
  });
  output.result(exported, () =>
    [
      `✓ ${exported.folder}`,
      `事件 / events          ${exported.events.length}`,
      `文件 / documents       ${exported.documents.length}`,
      ...exported.missingDocuments.map((sha256) => `! 未能附上 / not added: ${sha256}`),
      `树的大小 / tree size    ${exported.treeSize}`,
    ].join('\n'),
  );
  if (exported.missingDocuments.length > 0) process.exitCode = EXIT.failed;
}

const policyOption = () =>
  new Option(
    '--policy <file>',
    '只用满足此策略的副签检查点 / use a checkpoint with the cosignatures that this policy asks for',
  );

const discloseOption = () =>
  new Option('--disclose <level>', '披露到哪一级 / disclose what is classified up to')
    .choices(DISCLOSE)
    .default('none');

async function verifyCommand(context: CliContext, flags: VerifyFlags): Promise<void> {
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

export function addProofCommands(program: Command, context: CliContext): void {
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
      if (flags.bundle === undefined) await verifyCommand(context, flags);
      else verifyBundle(context, flags.bundle, flags);
    });

  program
    .command('prove')
    .description('生成单个事件的证明 / write the proof of one event')
    .argument('<event>', '事件编号或位置 / event id or position')
    .requiredOption('-o, --output <file>', '输出文件 / file to write (.tlog-proof)')
    .addOption(discloseOption())
    .addOption(policyOption())
    .action((event: string, flags: ProveFlags) => proveCommand(context, event, flags));

  const exporting =
    program.commands.find((command) => command.name() === 'export') ??
    program.command('export').description('导出 / export');
  exporting
    .command('evidence')
    .description('导出可离线核验的证据 / export evidence that verifies offline')
    .option('--matter <id>', '事项 / the events of a matter')
    .option('--audit <person>', '人员 / the events that name a person')
    .option('--event <event>', '单个事件 / one event, by id or position')
    .requiredOption('-o, --output <folder>', '输出文件夹 / folder to write')
    .addOption(discloseOption())
    .addOption(policyOption())
    .action((flags: EvidenceFlags) => evidenceCommand(context, flags));
}
