// Decisions of `powers`. An item without basis, or more items than the county lists, is recorded; the rules judge it.
import type { PowersEvent } from '../events/powers.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const power = named('power', '职权项目', 'power item');
const version = named('powerVersion', '职权项目版本', 'version of the power item');
const retirement = named('retirement', '职权项目废止', 'retirement of the power item');
const policyDocument = named('policyDocument', '制度文件', 'policy document');
const repeal = named('repeal', '文件废止', 'repeal of the document');
const clauseLink = named('clauseLink', '条款关联', 'link of the clause');
const handbook = named('handbook', '权力手册', 'power handbook');

/** An item may be published again after its retirement, and retired again on another day. */
export const powerDecider = deciderOf<PowersEvent>({
  'powers.PublishPowerItem': {
    records: 'powers.PowerItemPublished',
    key: (item) => version(item.version),
    agreesIn: dataAlone,
    alsoNamed: ({ code }) => [power(code)],
  },
  'powers.RetirePowerItem': {
    records: 'powers.PowerItemRetired',
    key: ({ on }) => retirement(on),
    agreesIn: dataAlone,
    needs: ({ code }) => [power(code)],
  },
});

export const policyDocumentDecider = deciderOf<PowersEvent>({
  'powers.PublishPolicyDocument': {
    records: 'powers.PolicyDocumentPublished',
    key: ({ documentId }) => policyDocument(documentId),
    agreesIn: dataAlone,
  },
  'powers.RepealPolicyDocument': {
    records: 'powers.PolicyDocumentRepealed',
    key: ({ documentId }) => repeal(documentId),
    agreesIn: dataAlone,
    needs: ({ documentId }) => [policyDocument(documentId)],
  },
  'powers.LinkClause': {
    records: 'powers.ClauseLinked',
    key: ({ ruleId, clause }) => clauseLink(ruleId, clause),
    agreesIn: dataAlone,
    needs: ({ documentId }) => [policyDocument(documentId)],
  },
});

/** A handbook is printed once under one id: its digest tells what was handed out. */
export const handbookDecider = deciderOf<PowersEvent>({
  'powers.IssueHandbook': {
    records: 'powers.HandbookIssued',
    key: ({ handbookId }) => handbook(handbookId),
    agreesIn: dataAlone,
  },
});
