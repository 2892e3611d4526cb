// A command sent with the intent to act: it is looked at before it is recorded, and may be held back. Without that intent
// a command states what has happened, and is recorded whatever the rules say of it.
import type { EventAttributes } from '../events/envelope.js';
import { invalid, LedgerError, type Bilingual } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';

/** The acts that may be held back: those by which power takes effect (domain.md 8.1). Everything else is only recorded. */
export const FUTURE_ACTS: Readonly<Record<string, Bilingual>> = {
  'funds.MakePayment': { zh: '支付指令', en: 'payment' },
  'projects.SignContract': { zh: '定标签约', en: 'award' },
  'offices.HoldOffice': { zh: '任职', en: 'appointment' },
  'matters.PublishDecision': { zh: '公布', en: 'publication' },
};

/** What a rule finds of an act that is still to be done. */
export interface Finding {
  readonly rule: string;
  readonly mode: 'warn' | 'block';
  readonly severity: 'S' | 'M' | 'L';
  readonly title: Bilingual;
  readonly found: Bilingual;
  readonly expected: Bilingual;
  readonly basis: readonly { readonly document: string; readonly clause: string }[];
  readonly packs: readonly string[];
}

/** What the rules say of an act, and on what they stand. */
export interface Review {
  /** The position as of which the ledger was read. */
  readonly judgedAt: Position | undefined;
  /** Digest of the packs. */
  readonly packSet: string;
  readonly findings: readonly Finding[];
}

/** An act as it would be recorded. */
export interface IntendedAct {
  readonly name: string;
  readonly data: unknown;
  readonly stream: string;
  readonly revision: number;
  readonly attributes: EventAttributes;
}

/**
 * Looks at acts that one command would record.
 * @throws LedgerError `view.behind`, `view.halted` when the rules cannot see the ledger as it is: try again
 */
export type ReviewActs = (acts: readonly IntendedAct[]) => Promise<Review>;

const sentences = (findings: readonly Finding[], language: 'zh' | 'en'): string =>
  findings
    .map(({ rule, title, found, expected, basis }) => {
      const clauses = basis.map(({ document, clause }) => `《${document}》${clause}`);
      return language === 'zh'
        ? `${rule} ${title.zh}：${found.zh}；应当：${expected.zh}；依据：${clauses.join('、')}`
        : `${rule} ${title.en}: ${found.en}; expected: ${expected.en}; basis: ${clauses.join(', ')}`;
    })
    .join(language === 'zh' ? '。' : '. ');

/** The refusal of an act that rules block; it carries the findings and the event that recorded the attempt. */
export class ActBlocked extends LedgerError {
  override readonly name = 'ActBlocked';
  constructor(
    readonly findings: readonly Finding[],
    readonly attempt: string,
  ) {
    super(
      'refused',
      'rule.blocked',
      {
        zh: `此行为被规则阻止，尚未办理：${sentences(findings, 'zh')}。如已发生，请不带 intent 如实记录`,
        en: `Rules hold this act back; it was not done: ${sentences(findings, 'en')}. If it has happened, record it without intent`,
      },
      findings.map(({ rule }) => rule).join(', '),
      { rules: findings.map(({ rule }) => rule), attempt },
    );
  }
}

/** How acts are looked at, and by what day they are still to be done. */
export interface ActGuard {
  readonly review: ReviewActs;
  /** The local day of today, YYYY-MM-DD. */
  readonly today: () => string;
}

/**
 * Whether a command can be sent with the intent to act.
 * @throws LedgerError `command.not_future_act`, `command.not_future`, `command.no_review`
 */
export function checkIntent(
  name: string,
  day: string,
  guard: ActGuard | undefined,
): asserts guard is ActGuard {
  if (!Object.hasOwn(FUTURE_ACTS, name))
    throw invalid(
      'command.not_future_act',
      `命令「${name}」只记录已发生的事，不能带 intent：可带 intent 的有 ${Object.keys(FUTURE_ACTS).join('、')}`,
      `The command "${name}" only records what has happened and takes no intent; these do: ${Object.keys(FUTURE_ACTS).join(', ')}`,
      name,
    );
  if (!guard)
    throw invalid(
      'command.no_review',
      '此处不评判将要办理的行为：请改用 HTTP 接口或 sunledger submit',
      'Acts to come are not looked at here; use the HTTP interface or sunledger submit',
      name,
    );
  if (day < guard.today())
    throw invalid(
      'command.not_future',
      `带 intent 的行为须在今天或以后（${guard.today()}）：已发生的事请不带 intent 如实记录`,
      `An act with intent is of today (${guard.today()}) or later; record what has happened without intent`,
      '/time',
    );
}
