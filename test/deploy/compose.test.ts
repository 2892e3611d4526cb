// The files that start the ledger in containers, as far as they can be checked without a Docker engine: `docker-compose
// config` reads and resolves them. Where it is not installed these tests skip and say so.
import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.js';
import { projectRoot } from '../../src/projectRoot.js';

const SECRETS = {
  KURRENTDB_ADMIN_PASSWORD: 'admin-password',
  KURRENTDB_OPS_PASSWORD: 'ops-password',
  SUNLEDGER_WRITE_TOKEN: 'token-of-the-writers',
};

interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}

const hasCompose = spawnSync('docker-compose', ['version']).status === 0;
const itComposed = hasCompose ? it : it.skip;
const skipped = hasCompose ? '' : ' [SKIPPED: docker-compose is not installed]';

const compose = (file: string, environment: Readonly<Record<string, string>>) =>
  spawnSync('docker-compose', ['-f', join(projectRoot, file), '--profile', 'init', 'config'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...environment },
  });

function services(file: string): Readonly<Record<string, Service>> {
  const { status, stdout, stderr } = compose(file, SECRETS);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return (parse(stdout) as { services: Record<string, Service> }).services;
}

describe('the compose files', () => {
  itComposed(`start one database and one node${skipped}`, () => {
    const all = services('docker-compose.yml');
    expect(Object.keys(all).sort()).toEqual(['app', 'init', 'kurrentdb']);
    expect(all['app']?.depends_on).toEqual({ kurrentdb: { condition: 'service_healthy' } });
    for (const port of [...(all['app']?.ports ?? []), ...(all['kurrentdb']?.ports ?? [])])
      expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  itComposed(
    `start three databases, two nodes that answer, one that signs and a proxy${skipped}`,
    () => {
      const all = services('docker-compose.cluster.yml');
      expect(Object.keys(all).sort()).toEqual([
        'app1',
        'app2',
        'certificates',
        'init',
        'kurrentdb1',
        'kurrentdb2',
        'kurrentdb3',
        'proxy',
        'signer',
      ]);
      const signing = Object.entries(all).filter(
        ([, { environment }]) => environment?.['SUNLEDGER_SIGNER'] === 'true',
      );
      expect(signing.map(([name]) => name)).toEqual(['signer']);
      expect(all['signer']?.ports).toBeUndefined();
      // Each node has a data folder of its own; documents are shared by those that answer.
      const folders = ['signer', 'init', 'app1', 'app2'].map((name) => all[name]?.volumes?.[0]);
      expect(new Set(folders).size).toBe(4);
      for (const name of ['app1', 'app2'])
        expect(all[name]?.volumes).toContain('documents:/data/documents:rw');
    },
  );

  itComposed(`have no secret of their own, and do not start without${skipped}`, () => {
    for (const missing of Object.keys(SECRETS)) {
      const without = Object.fromEntries(
        Object.entries(SECRETS).filter(([name]) => name !== missing),
      );
      expect(compose('docker-compose.cluster.yml', without).status).not.toBe(0);
    }
  });

  it.each(['docker-compose.yml', 'docker-compose.cluster.yml'])(
    'give the program settings that it knows (%s)',
    (file) => {
      const text = readFileSync(join(projectRoot, file), 'utf8');
      const { services: all } = parse(text, { merge: true }) as {
        services: Record<string, Service>;
      };
      for (const { image, environment = {} } of Object.values(all)) {
        if (!image?.startsWith('sunshine-ledger')) continue;
        const config = loadConfig({
          ...environment,
          SUNLEDGER_ORIGIN: 'urn:sunledger:test',
          SUNLEDGER_WRITE_TOKEN: SECRETS.SUNLEDGER_WRITE_TOKEN,
        });
        expect(config).toMatchObject({ engine: 'eventstoredb', origin: 'urn:sunledger:test' });
        expect(config.esdbUrl).toMatch(/^esdb:\/\/kurrentdb/);
        const names = Object.keys(environment).filter((name) => name.startsWith('SUNLEDGER_'));
        for (const name of names) expect([name, isSetting(name)]).toEqual([name, true]);
      }
    },
  );

  it('run the program as an unprivileged user who is asked whether he is alive', () => {
    const text = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8');
    const runtime = text.slice(text.lastIndexOf('\nFROM '));
    expect(runtime).toMatch(/^USER node$/m);
    expect(runtime).toMatch(/HEALTHCHECK [\s\S]*\/livez/);
    expect(runtime).toContain('COPY --from=build /app/dist');
    for (const folder of ['catalogue', 'rulepacks', 'schemes'])
      expect(runtime).toContain(`COPY ${folder} ./${folder}`);
  });
});

/** A variable that changes nothing is not known to the program, whatever its value. */
function isSetting(name: string): boolean {
  const source = readFileSync(join(projectRoot, 'src', 'config.ts'), 'utf8');
  return source.includes(`'${name}'`);
}
