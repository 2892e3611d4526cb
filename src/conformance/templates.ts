// The DECLARE templates: their LTLf meaning on finite traces and the halves they are judged by. Data only.
// Nothing here may differ from reference "DECLARE semantics (LTLf)"; the truth tests pin every row.

/** Which role of a constraint activates it, where the target must lie, and whether a target is owed or forbidden. */
export interface TemplateHalf {
  readonly activation: 'a' | 'b';
  readonly direction: 'after' | 'before' | 'either';
  /** any = somewhere; alternate = before the next (after the previous) activation; chain = the very next event. */
  readonly mode: 'any' | 'alternate' | 'chain';
  readonly forbidden: boolean;
}

export type CaseRule =
  | 'existence'
  | 'existence2'
  | 'absence'
  | 'absence2'
  | 'exactly_one'
  | 'init'
  | 'end'
  | 'choice'
  | 'exclusive_choice';

/** A template is judged on the whole case by counts (`rule`) or per activation by its halves. */
export type Template = {
  readonly name: TemplateName;
  readonly activities: 1 | 2;
  /** Formula over a and b; F eventually, G always, X strong next, WX weak next, Y previous, U until, W weak until. */
  readonly ltlf: string;
} & ({ readonly rule: CaseRule } | { readonly halves: readonly TemplateHalf[] });

export const TEMPLATE_NAMES = [
  'existence',
  'existence2',
  'absence',
  'absence2',
  'exactly_one',
  'init',
  'end',
  'choice',
  'exclusive_choice',
  'responded_existence',
  'coexistence',
  'noncoexistence',
  'response',
  'precedence',
  'succession',
  'altresponse',
  'altprecedence',
  'altsuccession',
  'chainresponse',
  'chainprecedence',
  'chainsuccession',
  'nonsuccession',
  'nonchainsuccession',
  'not_responded_existence',
] as const;

/** The 23 templates by their pm4py names, and MP-Declare's not_responded_existence (separation of duty). */
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

type Direction = TemplateHalf['direction'];
type Mode = TemplateHalf['mode'];

function owes(activation: 'a' | 'b', direction: Direction, mode: Mode = 'any'): TemplateHalf {
  return { activation, direction, mode, forbidden: false };
}

function forbids(activation: 'a' | 'b', direction: Direction, mode: Mode = 'any'): TemplateHalf {
  return { activation, direction, mode, forbidden: true };
}

function onCase(name: CaseRule, activities: 1 | 2, ltlf: string): Template {
  return { name, activities, ltlf, rule: name };
}

function perActivation(name: TemplateName, ltlf: string, ...halves: TemplateHalf[]): Template {
  return { name, activities: 2, ltlf, halves };
}

export const TEMPLATES: ReadonlyMap<TemplateName, Template> = new Map(
  [
    onCase('existence', 1, 'F a'),
    onCase('existence2', 1, 'F(a & X F a)'),
    onCase('absence', 1, '!F a'),
    onCase('absence2', 1, '!F(a & X F a)'),
    onCase('exactly_one', 1, 'F a & !F(a & X F a)'),
    onCase('init', 1, 'a'),
    onCase('end', 1, 'F(a & !X true)'),
    onCase('choice', 2, 'F a | F b'),
    onCase('exclusive_choice', 2, '(F a | F b) & !(F a & F b)'),
    perActivation('responded_existence', 'F a -> F b', owes('a', 'either')),
    perActivation('coexistence', 'F a <-> F b', owes('a', 'either'), owes('b', 'either')),
    perActivation('noncoexistence', '!(F a & F b)', forbids('a', 'either'), forbids('b', 'either')),
    perActivation('response', 'G(a -> F b)', owes('a', 'after')),
    perActivation('precedence', '!b W a', owes('b', 'before')),
    perActivation('succession', 'G(a -> F b) & (!b W a)', owes('a', 'after'), owes('b', 'before')),
    perActivation('altresponse', 'G(a -> X(!a U b))', owes('a', 'after', 'alternate')),
    perActivation(
      'altprecedence',
      '(!b W a) & G(b -> WX(!b W a))',
      owes('b', 'before', 'alternate'),
    ),
    perActivation(
      'altsuccession',
      'G(a -> X(!a U b)) & (!b W a) & G(b -> WX(!b W a))',
      owes('a', 'after', 'alternate'),
      owes('b', 'before', 'alternate'),
    ),
    perActivation('chainresponse', 'G(a -> X b)', owes('a', 'after', 'chain')),
    perActivation('chainprecedence', 'G(b -> Y a)', owes('b', 'before', 'chain')),
    perActivation(
      'chainsuccession',
      'G(a -> X b) & G(b -> Y a)',
      owes('a', 'after', 'chain'),
      owes('b', 'before', 'chain'),
    ),
    perActivation('nonsuccession', 'G(a -> !F b)', forbids('a', 'after')),
    perActivation('nonchainsuccession', 'G(a -> !X b)', forbids('a', 'after', 'chain')),
    perActivation('not_responded_existence', 'F a -> !F b', forbids('a', 'either')),
  ].map((template) => [template.name, template]),
);
