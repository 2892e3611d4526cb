// Commands that hand out proofs: prove, export evidence.
import { Option, type Command } from 'commander';
import { openDocuments } from '../openLog.js';
import { readGiven, writeGiven } from '../givenFiles.js';
import { invalid } from '../kernel/errors.js';
import { selectEvents, type EvidenceScope } from '../proof/evidenceScope.js';
import { exportEvidence } from '../proof/exportEvidence.js';
import { carryingProof, DISCLOSE, findRecord, type Disclose } from '../proof/prove.js';
import { evaluatePolicy, parsePolicy } from '../transparency/index.js';
import { withSigning, type CliContext } from './context.js';
import { EXIT } from './output.js';

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
  const bars: Partial<Record<string, ReturnType<typeof output.progress>>> = {};
  const progress = (label: string) => (done: number, total: number) => {
    const bar = (bars[label] ??= output.progress(label, total));
    bar.update(done);
    if (done >= total) bar.stop();
  };
  const exported = await withSigning(config, async (log, signing) =>
    exportEvidence({
      ...(await selectEvents(log, scope, progress('select'))),
      log,
      signing,
      documents: openDocuments(config),
      disclose: flags.disclose,
      folder: flags.output,
      accept: acceptedBy(flags),
      onProgress: progress('export'),
    }),
  ).finally(() => Object.values(bars).forEach((bar) => bar?.stop()));
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

export function addProofCommands(program: Command, context: CliContext): void {
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
