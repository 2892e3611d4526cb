// Commands of witnessing: `witness serve` for who watches ledgers, `witness request` for the ledger.
import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readGiven, writeGiven } from '../givenFiles.js';
import { parsePolicy } from '../transparency/index.js';
import { requestCosignatures } from '../witness/requestCosignatures.js';
import { loadWitnessKey, witnessVkey } from '../witness/witnessKey.js';
import { createWitness } from '../witness/witnessServer.js';
import { openWitnessStore } from '../witness/witnessStore.js';
import { collect, withSigning, type CliContext } from './context.js';
import { EXIT } from './output.js';

interface ServeFlags {
  readonly folder: string;
  readonly name: string;
  readonly log: string[];
  readonly host: string;
  readonly port: string;
}

async function serve(context: CliContext, flags: ServeFlags): Promise<void> {
  const key = loadWitnessKey(join(flags.folder, 'witness.key'), flags.name, randomBytes);
  const store = openWitnessStore(join(flags.folder, 'witness.sqlite'));
  const server = createWitness({
    store,
    key,
    logs: flags.log,
    clock: Date.now,
    onFailure: (error) => void context.fail(error),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(flags.port), flags.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const result = { url: `http://${flags.host}:${port}`, vkey: witnessVkey(key), logs: flags.log };
  context
    .output()
    .result(result, () => `见证地址 / address ${result.url}\n见证公钥 / key     ${result.vkey}`);
  const stop = () => {
    server.close(() => {
      store.close();
      process.exit(EXIT.ok);
    });
    server.closeIdleConnections();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function request(
  context: CliContext,
  { policy, output }: { policy: string; output?: string },
): Promise<void> {
  const parsed = parsePolicy(readGiven(policy));
  const result = await withSigning(context.config(), (log, signing) =>
    requestCosignatures(log, signing, parsed),
  );
  if (output !== undefined) writeGiven(output, result.note);
  context
    .output()
    .result({ ...result, file: output }, () =>
      [
        ...result.cosigned.map((name) => `✓ ${name}`),
        ...result.refused.map(({ witness, text }) => `✗ ${witness} ${text.zh} / ${text.en}`),
        `${result.quorumReached ? '✓ 达到' : '✗ 未达到'}策略要求 / quorum: ${result.size}${output === undefined ? '' : ` → ${output}`}`,
      ].join('\n'),
    );
  if (!result.quorumReached) process.exitCode = EXIT.failed;
}

export function addWitnessCommands(program: Command, context: CliContext): void {
  const witness = program.command('witness').description('见证 / witnessing (C2SP tlog-witness)');
  witness
    .command('serve')
    .description('启动见证服务 / cosign the checkpoints of known logs')
    .requiredOption('--folder <folder>', '密钥与记录所在 / folder of its key and its record')
    .requiredOption('--name <name>', '见证人名称 / name of the witness, e.g. witness.example/one')
    .requiredOption('--log <vkey>', '所见证台账的公钥 / key of a log to cosign', collect, [])
    .option('--host <host>', '监听地址 / address to listen on', '127.0.0.1')
    .option('--port <port>', '端口 / port', '8090')
    .action((flags: ServeFlags) => serve(context, flags));
  witness
    .command('request')
    .description(
      '请见证人副签最新检查点并随之保存 / have the newest checkpoint cosigned, and keep it with it',
    )
    .requiredOption(
      '--policy <file>',
      '信任策略 / C2SP tlog-policy with the addresses of witnesses',
    )
    .option('-o, --output <file>', '另存副签检查点 / also write the cosigned checkpoint to a file')
    .action((flags: { policy: string; output?: string }) => request(context, flags));
}
