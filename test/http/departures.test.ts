// The running service begins the audit of a departure by itself, once, also for departures recorded while it was down.
import { afterEach, describe, expect, it } from '@jest/globals';
import { dueDepartures } from '../../projections/audit-files/auditFiles.queries.js';
import { startTestService, TOKEN, type TestService } from '../support/service.js';

const open: TestService[] = [];
afterEach(async () => {
  for (const http of open.splice(0)) await http.close();
});

async function start(environment: Record<string, string>): Promise<TestService> {
  const http = await startTestService(environment);
  open.push(http);
  return http;
}

/** @returns the ledger position of the departure */
async function depart(http: TestService, personId: string): Promise<string> {
  const unitId = '990000000101';
  let position = '';
  const term = { termId: `t-${personId}`, personId, postId: `clerk-${personId}` };
  for (const [name, data] of [
    [
      'offices.DefinePost',
      { postId: term.postId, unitId, title: '村文书（虚构）', level: 'village' },
    ],
    ['offices.HoldOffice', { ...term, unitId, from: '2021-01-01' }],
    ['offices.EndOffice', { ...term, on: '2024-03-31', reason: 'resigned' }],
  ] as const) {
    const { status, body } = await http.command(name, data, { key: `${personId}-${name}` });
    expect([name, status]).toEqual([name, 201]);
    position = String(body['position']);
  }
  return position;
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not happen');
}

describe('a departure', () => {
  it('begins an audit while the service runs, and after a start for what was recorded before', async () => {
    const quiet = await start({});
    const departed = await depart(quiet, 'p1');
    const audits = async (http: TestService) => {
      const { body } = await http.request(
        'GET',
        `/api/v1/audit-files?at=2024-04-01&after=${departed}`,
        { token: TOKEN },
      );
      return (body['data'] as { personId: string }[]).map(({ personId }) => personId);
    };
    expect(await audits(quiet)).toEqual([]);
    await open.pop()?.service.close();

    const http = await start({ SUNLEDGER_DATA: quiet.folder, SUNLEDGER_BEGIN_AUDITS: 'on' });
    await eventually(async () => (await audits(http)).includes('p1'));
    await depart(http, 'p2');
    await eventually(async () => (await audits(http)).includes('p2'));
    expect(await audits(http)).toEqual(['p1', 'p2']);
    expect(http.service.ledger.views.read(dueDepartures)).toEqual([]);
  });
});
