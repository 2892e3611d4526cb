// The command line `sunledger`. It only parses arguments, calls the program and chooses the exit code.
import { Command, CommanderError } from 'commander';
import { addImportCommand } from './cli/importCommand.js';
import { addCatalogueCommands } from './cli/catalogueCommands.js';
import { addExportCommands } from './cli/exportCommands.js';
import { addFlowCommands } from './cli/flowCommands.js';
import { addConformanceCommand } from './cli/conformanceCommand.js';
import { addKeyCommands } from './cli/keyCommands.js';
import { addLeadCommands } from './cli/leadCommands.js';
import { addMatterCommand } from './cli/matterCommand.js';
import { addViewCommands } from './cli/viewCommands.js';
import { addLedgerCommands } from './cli/ledgerCommands.js';
import { addQrCommand } from './cli/qrCommand.js';
import { addTimestampCommands } from './cli/timestampCommands.js';
import { addVerifyCommand } from './cli/verifyCommand.js';
import { addMigrateCommand } from './cli/migrateCommand.js';
import { addWitnessCommands } from './cli/witnessCommands.js';
import { addBackupCommands } from './cli/backupCommands.js';
import { addAuditFileCommands } from './cli/auditFileCommands.js';
import { addIndexCommands } from './cli/indexCommands.js';
import { addRecordCommand } from './cli/recordCommand.js';
import { addProofCommands } from './cli/proofCommands.js';
import { addRulesCommands } from './cli/rulesCommands.js';
import { addSubmitCommand } from './cli/submitCommand.js';
import type { CliContext } from './cli/context.js';
import { createOutput, EXIT, reportError, usageError } from './cli/output.js';
import { loadConfig } from './config.js';
import { programVersion } from './projectRoot.js';
import { sqliteBackend } from './sqlite/driver.js';

const program = new Command('sunledger')
  .description('阳光权力台账 / Sunshine Ledger')
  .version(`${programVersion} (node ${process.versions.node}, ${sqliteBackend})`)
  .option('--data <folder>', '数据文件夹 / data folder (SUNLEDGER_DATA)')
  .option('--json', '以 JSON 输出 / answer in JSON', false)
  .exitOverride();

/** A command line that cannot be parsed has set no flag yet, so `--json` is looked for in the words themselves. */
const asksForJson = () => flags().json || process.argv.includes('--json');

const flags = () => program.opts<{ data?: string; json: boolean }>();

const context: CliContext = {
  config(given = {}) {
    const { data } = flags();
    const set = Object.entries({ ...given, dataDir: data }).filter(
      ([, value]) => value !== undefined,
    );
    return loadConfig(process.env, Object.fromEntries(set));
  },
  output: () => createOutput(flags().json),
  json: () => flags().json,
  fail: (error) => reportError(error, asksForJson()),
};

// A reader such as `head` that has seen enough is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
});

/** The parser's own sentence is English only: `usageError` says it in both languages. */
const saidByReportError = { outputError: () => undefined };
program.configureOutput(saidByReportError);

addLedgerCommands(program, context);
addKeyCommands(program, context);
addImportCommand(program, context);
addSubmitCommand(program, context);
addCatalogueCommands(program, context);
addRecordCommand(program, context);
addFlowCommands(program, context);
addConformanceCommand(program, context);
addViewCommands(program, context);
addMatterCommand(program, context);
addIndexCommands(program, context);
addAuditFileCommands(program, context);
addRulesCommands(program, context);
addVerifyCommand(program, context);
addLeadCommands(program, context);
addProofCommands(program, context);
addExportCommands(program, context);
addBackupCommands(program, context);
addWitnessCommands(program, context);
addTimestampCommands(program, context);
addQrCommand(program, context);
addMigrateCommand(program, context);

/** `--json` and `--data` are accepted before and after the command name. */
const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
for (const command of program.commands) command.exitOverride();
for (const command of leaves(program))
  command
    .exitOverride()
    .configureOutput(saidByReportError)
    .option('--json', '以 JSON 输出 / answer in JSON')
    .option('--data <folder>', '数据文件夹 / data folder')
    .hook('preAction', (_, action) => {
      const { json, data } = action.opts<{ json?: boolean; data?: string }>();
      if (json) program.setOptionValue('json', true);
      if (data !== undefined) program.setOptionValue('data', data);
    });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) process.exitCode = context.fail(error);
  else if (error.exitCode === 0) process.exitCode = EXIT.ok;
  else if (error.code === 'commander.help') process.exitCode = EXIT.usage;
  else process.exitCode = context.fail(usageError(error));
}
