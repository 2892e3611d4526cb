// Finds identity numbers, bank card numbers and mobile numbers that a text shows in full.
// It counts them and must never give one back: what it finds goes into findings that others read.

/** How many of each a text shows unmasked. */
export interface PersonalData {
  readonly identityNumbers: number;
  readonly bankCards: number;
  readonly mobileNumbers: number;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';

/** Provinces, and 8x and 9x for residents of Hong Kong, Macao and Taiwan and for foreigners (GB 11643, GB/T 2260). */
const PROVINCE = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)/;

function isDate(year: number, month: number, day: number): boolean {
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days;
}

/** 18 characters with region, date of birth and check character (GB 11643, ISO 7064 MOD 11-2). */
function isIdentityNumber18(text: string): boolean {
  const year = Number(text.slice(6, 10));
  if (!PROVINCE.test(text) || year < 1900 || year > 2099) return false;
  if (!isDate(year, Number(text.slice(10, 12)), Number(text.slice(12, 14)))) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return CHECK_CHARACTERS[sum % 11] === text[17];
}

/**
 * 15 digits of before 1999: without check digit, so that years of birth before 1940 are left out. There a division code
 * with a running number (township codes begin with 0 to 3) would pass for one.
 */
function isIdentityNumber15(text: string): boolean {
  const year = Number(text.slice(6, 8));
  if (!PROVINCE.test(text) || year < 40) return false;
  return isDate(1900 + year, Number(text.slice(8, 10)), Number(text.slice(10, 12)));
}

/** The Luhn check (ISO/IEC 7812-1). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Words after which a long number is an account, whatever it begins with. */
const BANK_WORD = /(卡|账|帐|户名|银行|信用社|存折)[^\d]{0,8}$/;
/** Issuers whose numbers need no such word: UnionPay and the older numbers of Chinese banks. */
const CARD_ISSUER = /^(62|60|69|9558|9559|955100)/;

interface Surroundings {
  readonly before: string;
  /** County code of the unit: its own record numbers begin with it. */
  readonly county: string;
}

function isBankCard(digits: string, { before, county }: Surroundings): boolean {
  if (digits.length < 16 || digits.length > 19 || !passesLuhn(digits)) return false;
  if (BANK_WORD.test(before)) return true;
  return CARD_ISSUER.test(digits) && !digits.startsWith(county);
}

/** Runs of digits, the last character of one perhaps X, parted by single spaces or hyphens. */
const RUNS = /(?<![A-Za-z\d*]|\d\.)\d+[Xx]?(?:[ -]\d+[Xx]?)*(?![A-Za-z\d*]|\.\d)/g;
/** How numbers are written in groups; other rows of numbers are not joined to one. */
const GROUPINGS = [
  [6, 8, 4],
  [6, 4, 4, 4],
  [3, 4, 4],
  [4, 4, 4, 4],
  [4, 4, 4, 4, 1],
  [4, 4, 4, 4, 2],
  [4, 4, 4, 4, 3],
] as const;

const MOBILE = /^1[3-9]\d{9}$/;

function classify(number: string, surroundings: Surroundings): keyof PersonalData | undefined {
  if (/^\d{17}[\dX]$/.test(number) && isIdentityNumber18(number)) return 'identityNumbers';
  if (!/^\d+$/.test(number)) return undefined;
  if (number.length === 15 && isIdentityNumber15(number)) return 'identityNumbers';
  if (isBankCard(number, surroundings)) return 'bankCards';
  return MOBILE.test(number) ? 'mobileNumbers' : undefined;
}

interface Run {
  readonly text: string;
  readonly index: number;
  /** The character before it, where it belongs to the same row of runs. */
  readonly joint: string;
}

function runsOf(row: string): readonly Run[] {
  return [...row.matchAll(/[ -]?(\d+[Xx]?)/g)].map((match) => {
    const joint = match[0].length > (match[1] ?? '').length ? match[0].slice(0, 1) : '';
    return { text: match[1] ?? '', index: match.index + joint.length, joint };
  });
}

/** The numbers of a row: each run by itself, or joined with the next ones where they make a known grouping. */
function* numbersOf(row: string): Iterable<{ readonly number: string; readonly index: number }> {
  const runs = runsOf(row);
  for (let start = 0; start < runs.length;) {
    const grouping = GROUPINGS.filter((sizes) =>
      sizes.every((size, place) => runs[start + place]?.text.length === size),
    ).at(-1);
    const count = grouping?.length ?? 1;
    const [first] = runs.slice(start, start + 1);
    const hyphened = first?.joint === '-' || runs[start + count]?.joint === '-';
    // A run that hyphens tie to others is a part of a document number.
    if (first && !hyphened) {
      const number = runs.slice(start, start + count).map(({ text }) => text);
      yield { number: number.join('').toUpperCase(), index: first.index };
    }
    start += count;
  }
}

/**
 * Counts what a text shows in full. Full-width digits count as digits; numbers with `*` in them are masked.
 * @param contacts words directly before a mobile number that make it a telephone of the office, not of a person
 */
export function personalDataIn(
  text: string,
  { county, contacts }: { readonly county: string; readonly contacts: readonly string[] },
): PersonalData {
  const found = { identityNumbers: 0, bankCards: 0, mobileNumbers: 0 };
  const plain = text.normalize('NFKC');
  for (const row of plain.matchAll(RUNS))
    for (const { number, index } of numbersOf(row[0])) {
      const end = row.index + index;
      const before = plain.slice(Math.max(0, end - 16), end);
      const kind = classify(number, { before, county });
      const official = contacts.some((word) => before.replace(/[\s:]+$/, '').endsWith(word));
      if (kind !== undefined && !(kind === 'mobileNumbers' && official)) found[kind]++;
    }
  return found;
}
