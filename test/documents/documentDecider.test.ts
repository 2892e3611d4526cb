import { describe, it } from '@jest/globals';
import { accepts, given, type GivenFact } from '../spec/givenDecider.js';

const document = { sha256: 'ab'.repeat(32), mediaType: 'application/pdf', bytes: 1234 };
const stored: GivenFact = { name: 'documents.DocumentStored', data: document };
const later = '2026-06-01T09:00:00+08:00';

describe('a document', () => {
  it('is stored once', () => {
    accepts([], { name: 'documents.StoreDocument', data: document }, 'documents.DocumentStored');
  });

  it('keeps its first sight when it is sent again, under whatever title, claimed date and time', () => {
    given(stored)
      .when({
        name: 'documents.StoreDocument',
        data: { ...document, title: '会议记录', claimedDate: '2013-01-01' },
        time: later,
        actorperson: 'person-other',
      })
      .thenNothing();
  });

  it('has one length: the same digest with another is no document', () => {
    given(stored)
      .when({ name: 'documents.StoreDocument', data: { ...document, bytes: 1235 } })
      .thenRefuses('fact.recorded_otherwise', 'refused');
  });

  it('is stored before it is evidence of anything', () => {
    const data = {
      sha256: document.sha256,
      linkId: 'l1',
      subject: 'matter-m1',
      purpose: '会议记录',
    };
    given()
      .when({ name: 'documents.LinkEvidence', data })
      .thenRefuses('document.unknown', 'missing');
    accepts([stored], { name: 'documents.LinkEvidence', data }, 'documents.EvidenceLinked');
    given(stored, { name: 'documents.EvidenceLinked', data })
      .when({ name: 'documents.LinkEvidence', data: { ...data, subject: 'matter-m2' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('is stored before its original is disposed of, and disposed of once under one name', () => {
    const data = { sha256: document.sha256, disposalId: 'd1', reason: '保管期满' };
    given()
      .when({ name: 'documents.DisposeDocument', data })
      .thenRefuses('document.unknown', 'missing');
    accepts([stored], { name: 'documents.DisposeDocument', data }, 'documents.DocumentDisposed');
    given(stored, { name: 'documents.DocumentDisposed', data })
      .when({ name: 'documents.DisposeDocument', data: { ...data, reason: '误毁' } })
      .thenRefuses('fact.recorded_otherwise');
  });
});
