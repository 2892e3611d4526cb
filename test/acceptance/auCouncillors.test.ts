// posts_au_councillors (Popolo): one audit for everybody who left, its terms held against the files.
import { readFileSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import { itWith, sharedPath } from '../support/sharedFolder.js';
import { auditAll, nameOf, termsIn } from './auditBatch.js';

describe('Australian councillors (Popolo)', () => {
  const FILES = ['NSW', 'QLD', 'VIC'].map((state) => `posts_au_councillors/${state}.popolo.json`);
  interface Membership {
    person_id: string;
    organization_id: string;
    role?: string;
    start_date?: string;
    end_date?: string;
  }
  interface Popolo {
    persons: { id: string; name: string }[];
    memberships: Membership[];
  }
  const read = (file: string) =>
    JSON.parse(readFileSync(sharedPath('data', file), 'utf8')) as Popolo;

  itWith(
    `data/${FILES[0] ?? ''}`,
    'who left have one audit each, with the terms of the file',
    async () => {
      const files = FILES.map((file) => sharedPath('data', file));
      const reports = await auditAll(
        ['persons', 'organizations', 'memberships'].map((part) => [`popolo-${part}.yaml`, files]),
      );
      const expected = FILES.map(read).flatMap(({ persons, memberships }) => {
        const left = new Set(
          memberships.flatMap((one) => (one.end_date === undefined ? [] : [one.person_id])),
        );
        return persons
          .filter(({ id }) => left.has(id))
          .map(({ id, name }) => ({
            name,
            terms: memberships
              .filter(
                (one) => one.person_id === id && (one.start_date ?? one.end_date) !== undefined,
              )
              .map((one) =>
                [one.role?.toLowerCase() ?? '', one.start_date ?? '', one.end_date ?? ''].join('|'),
              )
              .sort(),
          }));
      });
      const key = ({ name, terms }: { name: string; terms: readonly string[] }) =>
        `${name} ${terms.join(' ')}`;
      expect(
        [...reports.values()]
          .map((report) => key({ name: nameOf(report), terms: termsIn(report) }))
          .sort(),
      ).toEqual(expected.map(key).sort());
      expect(reports.size).toBeGreaterThan(50);
    },
  );
});
