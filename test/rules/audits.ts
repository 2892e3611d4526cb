// An audit, step by step, for the tests of the AUD family: the term of a village secretary, and what is done about it.
import { at, since } from './oversight.js';
import type { TestLedger } from './support.js';

export const SHA = 'a'.repeat(64);
export const audit = { auditId: 'D1' };
const term = (role: string) => ({ termId: `P.U1.${role}`, postId: `U1.${role}` });

/** P holds a post of the village from 2019-01-01 on. */
export const inOffice = (role = 'VPS'): TestLedger =>
  since('2019-01-01').holds('P', role, '2019-01-01');

export const leaves = (
  ledger: TestLedger,
  on: string,
  {
    role = 'VPS',
    reason = 'transferred',
  }: { readonly role?: string; readonly reason?: 'transferred' | 'died' | 'termExpired' } = {},
): TestLedger =>
  ledger.add(
    'offices.OfficeEnded',
    { ...term(role), personId: 'P', on, reason },
    at(on, { person: 'recorder' }),
  );

export const triggers = (
  ledger: TestLedger,
  on: string,
  {
    role = 'VPS',
    reason = 'transferred',
    template = 'villageCadre',
    time = on,
    auditId = 'D1',
  }: {
    readonly role?: string;
    readonly reason?: 'transferred' | 'midTerm';
    readonly template?: 'villageCadre' | 'townshipLeader';
    readonly time?: string;
    readonly auditId?: string;
  } = {},
): TestLedger =>
  ledger.add(
    'audits.DepartureTriggered',
    { auditId, personId: 'P', terms: [term(role)], unitId: 'U1', reason, on, template },
    at(time),
  );

interface Commission {
  readonly windowFrom?: string;
  readonly windowTo?: string;
  readonly team?: { personId: string; role: 'lead' | 'member' | 'reviewer' }[];
  readonly scope?: ('finances' | 'projects' | 'debts')[];
  readonly auditId?: string;
}
export const commissions = (ledger: TestLedger, date: string, more: Commission = {}): TestLedger =>
  ledger.add(
    'audits.AuditCommissioned',
    {
      ...audit,
      by: 'T1',
      documentNumber: '审1',
      scope: ['finances'],
      windowFrom: '2019-01-01',
      windowTo: '2024-03-01',
      team: [],
      ...more,
    },
    at(date, { person: 'head' }),
  );

export const reports = (ledger: TestLedger, date: string, number = '1'): TestLedger =>
  ledger.add(
    'audits.ReportIssued',
    {
      ...audit,
      reportId: `r${number}`,
      number,
      version: 'internal',
      position: 1,
      files: [{ format: 'pdf', sha256: SHA }],
    },
    at(date, { person: 'head' }),
  );

export const posts = (ledger: TestLedger, date: string): TestLedger =>
  ledger.add(
    'audits.ConclusionPosted',
    { ...audit, postingId: `n${date}`, places: ['公开栏'], contentHash: SHA },
    at(date, { person: 'poster' }),
  );
