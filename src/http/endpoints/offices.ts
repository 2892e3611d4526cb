// Units, people and posts over HTTP.
import { z } from 'zod';
import {
  departures,
  holdersOn,
  person as personById,
  searchPersons,
  termsOfPerson,
  units,
  type Person,
  type Term,
  type Unit,
} from '../../../projections/offices/offices.queries.js';
import { missing } from '../../kernel/errors.js';
import { readEndpoint, type ReadEndpoint } from '../endpoint.js';
import { contract, day, eventReference, id, nullable } from './fields.js';

const unit = z.object({
  unitId: z.string(),
  division: nullable(z.string()),
  name: nullable(z.string()),
  kind: nullable(z.string()),
  parent: nullable(z.string()),
  validFrom: nullable(z.string()),
  dissolvedOn: nullable(z.string()),
  successor: nullable(z.string()),
  events: z.array(eventReference),
});
const person = z.object({
  personId: z.string(),
  name: z.string(),
  otherNames: z.array(z.string()),
  event: eventReference,
});
const term = z.object({
  termId: z.string(),
  personId: z.string(),
  personName: nullable(z.string()),
  postId: z.string(),
  postTitle: nullable(z.string()),
  unitId: nullable(z.string()),
  from: nullable(z.string()),
  dueTo: nullable(z.string()),
  endedOn: nullable(z.string()),
  endReason: nullable(z.string()),
  basis: nullable(z.object({ document: z.string(), clause: nullable(z.string()) })),
  heldRecordedOn: nullable(z.string()),
  endedRecordedOn: nullable(z.string()),
  events: z.array(eventReference),
});

export const officeEndpoints: readonly ReadEndpoint[] = [
  readEndpoint({
    path: '/units',
    summary: { zh: '单位', en: 'units' },
    query: z.strictObject({ parent: id }),
    answer: contract<readonly Unit[]>(z.array(unit)),
    run: ({ snapshot, query }) =>
      units(snapshot).filter(({ parent }) => query.parent === undefined || parent === query.parent),
  }),
  readEndpoint({
    path: '/units/{unitId}/holders',
    summary: { zh: '某日任职情况', en: 'who held which post on a day' },
    restricted: true,
    query: z.strictObject({ on: day }),
    answer: contract<readonly Term[]>(z.array(term)),
    run: ({ snapshot, query, parameters }) =>
      holdersOn(snapshot, { unitId: parameters['unitId'] ?? '' }, query.on),
  }),
  readEndpoint({
    path: '/persons',
    summary: { zh: '按姓名或编号查人', en: 'persons by name or id' },
    restricted: true,
    query: z.strictObject({ q: z.string().min(1).max(100) }),
    answer: contract<readonly Person[]>(z.array(person)),
    run: ({ snapshot, query }) => searchPersons(snapshot, query.q),
  }),
  readEndpoint({
    path: '/persons/{personId}',
    summary: { zh: '任职经历', en: 'one person and all his terms' },
    restricted: true,
    query: z.strictObject({}),
    answer: contract<Person & { readonly terms: readonly Term[] }>(
      person.extend({ terms: z.array(term) }),
    ),
    run({ snapshot, parameters }) {
      const personId = parameters['personId'] ?? '';
      const found = personById(snapshot, personId);
      if (!found)
        throw missing('person.unknown', '没有此人', 'There is no such person', 'personId');
      return { ...found, terms: termsOfPerson(snapshot, personId) };
    },
  }),
  readEndpoint({
    path: '/departures',
    summary: { zh: '离任名单', en: 'ended terms, each of which calls for a departure audit' },
    restricted: true,
    query: z.strictObject({ from: day.optional(), to: day.optional() }),
    answer: contract<readonly Term[]>(z.array(term)),
    run: ({ snapshot, query }) => departures(snapshot, query),
  }),
];
