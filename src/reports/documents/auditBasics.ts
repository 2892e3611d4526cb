// Unit, posts, portfolios and powers of the audited person, as a section of the audit report (domain.md 5.2, 2).
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import { holderWords } from '../auditWords.js';
import { code, column, count, date, maybe, said, text } from '../cells.js';
import type { Block, Section } from '../document.js';
import { endReasonWords } from '../words.js';
import { byUnit, unrecorded } from './auditBooks.js';

const IN_OFFICE = said('在任', 'in office');

export function basicsSection(audit: DepartureAudit): Section {
  return {
    title: said('基本情况', 'The person and the posts'),
    publish: 'whole',
    blocks: [],
    sections: [
      unitBasics(audit),
      {
        title: said('任职', 'Posts held'),
        publish: 'whole',
        blocks: [
          {
            kind: 'table',
            columns: [
              column('职务', 'post'),
              column('单位', 'unit'),
              column('起', 'from'),
              column('止', 'to'),
              column('离任原因', 'reason'),
            ],
            rows: audit.terms.map((term) => [
              text(
                term.postTitle ?? term.postId,
                term.events.map(({ eventId }) => eventId),
              ),
              maybe(term.unitName ?? term.unitId, (name) => text(name)),
              maybe(term.from, (day) => date(day)),
              maybe(term.endedOn, (day) => date(day), IN_OFFICE),
              maybe(term.endReason, (reason) => text(endReasonWords(reason))),
            ]),
          },
        ],
      },
      {
        title: said('分工', 'Portfolios'),
        blocks: [
          {
            kind: 'table',
            columns: [
              column('日期', 'date'),
              column('分工', 'area'),
              column('变动', 'change'),
              column('文号', 'document'),
            ],
            rows: audit.portfolios.map(({ since, area, assigned, documentNumber, event }) => [
              date(since, [event.eventId]),
              text(area),
              text(assigned ? said('分管', 'assigned') : said('解除', 'ended')),
              maybe(documentNumber, code),
            ]),
          },
        ],
      },
      powersHeld(audit),
    ],
  };
}

const unitBasics = (audit: DepartureAudit): Section =>
  byUnit(
    audit,
    { title: said('单位概况', 'The unit'), publish: 'whole' },
    ({ facts }): readonly Block[] => [
      facts.headcounts.length === 0
        ? unrecorded('户数、人口', 'households and people')
        : {
            kind: 'table',
            title: said('户数与人口', 'Households and people'),
            columns: [
              column('登记日', 'counted on'),
              column('户数', 'households'),
              column('人口', 'people'),
            ],
            rows: facts.headcounts.map(({ on, households, population, eventId }) => [
              date(on, [eventId]),
              count(households),
              maybe(population, (people) => count(people)),
            ]),
          },
      facts.accounts.length === 0
        ? unrecorded('银行账户', 'accounts')
        : {
            kind: 'table',
            title: said('账户', 'Accounts'),
            columns: [
              column('账户', 'account'),
              column('户名性质', 'holder'),
              column('用途', 'purpose'),
              column('开户日', 'opened'),
            ],
            rows: facts.accounts.map(({ accountId, holderKind, purpose, openedOn, eventId }) => [
              code(accountId, [eventId]),
              text(holderWords(holderKind)),
              maybe(purpose, (words) => text(words)),
              date(openedOn),
            ]),
          },
    ],
  );

const powersHeld = ({ powers }: DepartureAudit): Section => ({
  title: said('职权清单', 'Powers of the posts'),
  blocks:
    powers.length === 0
      ? [unrecorded('该职务的职权清单', 'a list of powers of the post')]
      : [
          {
            kind: 'table',
            columns: [
              column('职权', 'power'),
              column('名称', 'name'),
              column('版本', 'version'),
              column('职务', 'post'),
            ],
            rows: powers.map(({ code: power, name, version, postTitle, postId, eventIds }) => [
              code(power, eventIds),
              maybe(name, (words) => text(words)),
              maybe(version, code),
              text(postTitle ?? postId),
            ]),
          },
        ],
});
