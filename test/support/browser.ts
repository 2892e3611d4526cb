// A real browser for tests of pages; without one they are skipped under a name that says so.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from '@jest/globals';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

export const CHROMIUM = process.env['SUNLEDGER_CHROMIUM'] ?? '/usr/bin/chromium';

/** `it`, or a skipped test whose name states that there is no browser. */
export function itInBrowser(name: string, body: () => Promise<void>): void {
  if (existsSync(CHROMIUM)) it(name, body);
  else it.skip(`${name} [SKIPPED: no browser at ${CHROMIUM}; set SUNLEDGER_CHROMIUM]`, body);
}

export interface TestBrowser {
  /** A new page; what it asks for and what it complains of is noted. */
  open(address: string): Promise<Page>;
  readonly requests: string[];
  /** Errors of scripts, and what the policy of a page blocked. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** @param hosts names that lead to this machine; unlike `localhost` they are no secure context */
export function createBrowser(...hosts: readonly string[]): TestBrowser {
  const profile = mkdtempSync(join(tmpdir(), 'sunledger-browser-'));
  const requests: string[] = [];
  const complaints: string[] = [];
  let browser: Promise<BrowserContext> | undefined;
  const launch = () =>
    chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ')}`,
      ],
    });
  return {
    requests,
    complaints,
    async open(address) {
      browser ??= launch();
      const page = await (await browser).newPage();
      page.on('request', (request) => requests.push(request.url()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(address);
      return page;
    },
    async close() {
      await (await browser)?.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
