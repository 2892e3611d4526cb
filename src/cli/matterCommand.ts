// The page of one matter on the command line: its flow step by step, votes, payments, violations.
import type { Command } from 'commander';
import { completeMatter, readMatter } from '../matterPage.js';
import { renderMatter } from '../reports/matterText.js';
import { eventSource } from '../reviewActs.js';
import type { CliContext } from './context.js';
import { readStages, viewCommand, type Options } from './readViews.js';

export function addMatterCommand(program: Command, context: CliContext): void {
  viewCommand(
    program,
    'matter',
    '一事项的全貌：流程、表决、支付、违规 / one matter: flow, votes, payments, violations',
  )
    .argument('<id>', '事项编号 / id of the matter')
    .action((id: string, options: Options) =>
      readStages(
        context,
        options,
        (snapshot, _, { packs }) => readMatter(snapshot, id, packs.current),
        async (record, read, { log }) => {
          const page = await completeMatter(record, read, eventSource(log));
          return { value: page, text: () => renderMatter(page) };
        },
      ),
    );
}
