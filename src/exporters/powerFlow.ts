// The flow of one power item in every form: BPMN, picture, words. One place that says what each form shows.
import { graphOfFlow, taskOfStep } from '../conformance/flowGraph.js';
import { flowOfItem } from '../conformance/itemFlow.js';
import type { Terms } from '../powers/catalogueChecks.js';
import type { PowerItem } from '../powers/catalogueSchema.js';
import { limitsInWords } from '../powers/limitWords.js';
import { flowLines, flowList } from '../reports/flowText.js';
import { writeFlowBpmn } from './flowBpmn.js';
import { drawFlow } from './flowSvg.js';

/** @throws LedgerError `export.unwritable_text` */
export const powerBpmn = (item: PowerItem, { roles, parameters }: Terms): Promise<string> =>
  writeFlowBpmn(item, {
    roleName: (role) => roles.get(role)?.name ?? role,
    limits: (step) => limitsInWords(step, parameters),
  });

/** @throws LedgerError `export.unwritable_text` */
export function powerSvg(item: PowerItem, terms: Terms): Promise<string> {
  const lines = flowLines(item, terms);
  return drawFlow({
    graph: graphOfFlow(flowOfItem(item)),
    title: `${item.code} ${item.name}`,
    description: [...flowList(lines, 'zh'), ...flowList(lines, 'en')].join('\n'),
    tasks: new Map(
      lines.map(({ n, name, whoName, limits }) => [
        taskOfStep(n),
        {
          number: String(n),
          title: name,
          who: whoName,
          remarks: limits.map(({ zh }) => zh),
        },
      ]),
    ),
  });
}
