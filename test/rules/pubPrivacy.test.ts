import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { personalDataIn } from '../../src/rules/personalData.js';
import { aLedger, at, type TestLedger } from './support.js';

// Invented numbers that pass the checks: no person, card or telephone has them by intention.
const IDENTITY = '11010519491231002X';
const IDENTITY_15 = '110105491231002';
const MOBILE = '13800138000';

const counted = (text: string, contacts: readonly string[] = ['举报电话']) =>
  Object.values(personalDataIn(text, { county: '451425', contacts })).join(' ');

const identitiesIn = (text: string) =>
  personalDataIn(text, { county: '451425', contacts: [] }).identityNumbers;

const NONE = '0 0 0';

function luhn(digits: string): string {
  let sum = 0;
  for (const [index, digit] of Array.from(digits).reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

describe('personal data in a text', () => {
  it('are identity numbers with a valid check character', () => {
    expect(counted(`张某 ${IDENTITY}`)).toBe('1 0 0');
    expect(counted(`张某${IDENTITY.toLowerCase()}，`)).toBe('1 0 0');
    expect(counted('110105194912310021')).toBe(NONE);
    expect(counted('110105194913310023')).toBe(NONE);
  });
  it('are the older ones of fifteen digits, where birth and region are possible', () => {
    expect(counted(IDENTITY_15)).toBe('1 0 0');
    expect(counted('110105491331002')).toBe(NONE);
    expect(counted('990105491231002')).toBe('1 0 0');
    expect(counted('010105491231002')).toBe(NONE);
  });
  it('are no record numbers made of a division code', () => {
    expect(counted('451425100201001')).toBe(NONE);
    expect(counted(luhn('451425100201000'))).toBe(NONE);
    expect(counted(luhn('620102001001000'))).toBe('0 1 0');
    expect(
      personalDataIn(luhn('620102001001000'), { county: '620102', contacts: [] }).bankCards,
    ).toBe(0);
  });
  it('are bank cards that pass the Luhn check', () => {
    const card = luhn('622202123456789012');
    expect(counted(`卡号 ${card}`)).toBe('0 1 0');
    expect(counted(card)).toBe('0 1 0');
    expect(counted(`${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}`)).toBe(NONE);
  });
  it('are cards of other issuers where a word says that it is an account', () => {
    const visa = luhn('411111111111111');
    expect(counted(`编号 ${visa}`)).toBe(NONE);
    expect(counted(`开户银行账号：${visa}`)).toBe('0 1 0');
  });
  it('are mobile numbers, but not those of the office', () => {
    expect(counted(`联系人 ${MOBILE}`)).toBe('0 0 1');
    expect(counted(`举报电话：${MOBILE}`)).toBe(NONE);
    expect(counted(`举报电话${MOBILE}，村民 13900139000`)).toBe('0 0 1');
    expect(counted('0771-3521032，12388')).toBe(NONE);
    expect(counted('12800138000')).toBe(NONE);
  });
  it('are found in full-width digits and in groups', () => {
    expect(counted('１３８００１３８０００')).toBe('0 0 1');
    expect(counted('138 0013 8000')).toBe('0 0 1');
    expect(counted('138-0013-8000')).toBe('0 0 1');
    expect(counted('110105 19491231 002X')).toBe('1 0 0');
    const card = luhn('622202123456789');
    expect(counted(card.replace(/(\d{4})(?=\d)/g, '$1 '))).toBe('0 1 0');
  });
  it('are each found in a row of several', () => {
    expect(counted(`${MOBILE} 20240115 ${IDENTITY} 13900139000`)).toBe('1 0 2');
    expect(counted(`${MOBILE},13900139000；${IDENTITY}`)).toBe('1 0 2');
  });
  it('are not found where digits are hidden, or belong to a longer code', () => {
    expect(counted('110105********002X 138****8000 6222 **** **** 0128')).toBe(NONE);
    expect(counted(`GX${MOBILE} ${MOBILE}A ${MOBILE}.00 A-2024-${MOBILE}`)).toBe(NONE);
    expect(counted(`1${MOBILE} 合计 138 0 013 8000`)).toBe(NONE);
  });
  it('never depend on what surrounds a number in words', () => {
    const words = fc.string({
      unit: fc.constantFrom('村', '民', '补', '助', '，', '。', '\n', ' '),
    });
    fc.assert(
      fc.property(words, words, (before, after) => {
        expect(counted(`${before}村${IDENTITY}，${after}${MOBILE}`)).toBe('1 0 1');
      }),
    );
  });
  it('are found for every region and birth by the check of the standard', () => {
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    fc.assert(
      fc.property(
        fc.constantFrom('110105', '451425', '542301', '650102'),
        fc.date({
          min: new Date('1930-01-02T00:00:00Z'),
          max: new Date('2020-12-30T00:00:00Z'),
          noInvalidDate: true,
        }),
        fc.integer({ min: 1, max: 999 }),
        (region, birth, order) => {
          const day = birth.toISOString().slice(0, 10).replaceAll('-', '');
          const body = `${region}${day}${String(order).padStart(3, '0')}`;
          const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
          for (const [remainder, check] of Array.from('10X98765432').entries())
            expect(identitiesIn(`${body}${check}`)).toBe(remainder === sum % 11 ? 1 : 0);
        },
      ),
    );
  });
});

describe('PUB-07, personal data are masked', () => {
  const posts = (ledger: TestLedger, more: object) =>
    ledger.add(
      'disclosure.NoticePosted',
      { noticeId: 'N1', class: 'subsidy', title: '低保公示', places: ['p'], ...more },
      { person: 'clerk', ...at('2024-03-01') },
    );
  const checked = (ledger: TestLedger, faults: readonly ('unmaskedPersonalData' | 'illegible')[]) =>
    ledger.add('disclosure.NoticeChecked', {
      noticeId: 'N1',
      checkId: 'C1',
      inspector: 'i',
      faults: [...faults],
    });
  it('is kept by a notice without any, or with masked ones', () => {
    expect(posts(aLedger(), { content: '张某，每月 300 元' }).verdict('PUB-07')).toBe('kept');
    expect(posts(aLedger(), { content: '110105********002X' }).verdict('PUB-07')).toBe('kept');
  });
  it('is broken by numbers in content, title or labels, and gives none of them back', () => {
    const [violation] = posts(aLedger(), {
      content: `张某 ${IDENTITY}，${MOBILE}，13900139000`,
    }).broken('PUB-07');
    expect(violation).toMatchObject({ person: 'clerk', violation: { severity: 'S' } });
    expect(violation?.violation?.found.zh).toBe('公示了1 个身份证号码、2 个手机号码');
    expect(JSON.stringify(violation)).not.toMatch(/\d{11}(?!Z)[\dX]{4,}|13800138000|1949/);
    expect(posts(aLedger(), { content: '见标题', title: MOBILE }).verdict('PUB-07')).toBe('broken');
    const figures = [{ label: `张某 ${MOBILE}`, measure: 'other', amount: '1', currency: 'CNY' }];
    expect(posts(aLedger(), { content: '表', figures }).verdict('PUB-07')).toBe('broken');
  });
  it('is broken by a fault that a check reports, even where the words are not recorded', () => {
    expect(checked(posts(aLedger(), {}), ['unmaskedPersonalData']).verdict('PUB-07')).toBe(
      'broken',
    );
    expect(checked(posts(aLedger(), { content: '无' }), ['illegible']).verdict('PUB-07')).toBe(
      'kept',
    );
  });
  it('is not applicable where the words are not recorded and nothing was reported', () => {
    expect(posts(aLedger(), {}).verdict('PUB-07')).toBe('not applicable');
  });
});
