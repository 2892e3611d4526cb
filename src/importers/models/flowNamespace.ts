// The namespace in which our BPMN files keep what BPMN has no word for: steps with their limits, the power item, risks.
// Files outlive programs: names here are added to, never changed (docs/adr/0013).

export const FLOW_NAMESPACE = 'urn:sunledger:flow:1';

/** Prefix of the namespace in our files, and in the names of its types. */
export const FLOW_PREFIX = 'sl';

/** The attributes of `<sl:power>`, as text. */
export const POWER_ATTRIBUTES = [
  'code',
  'version',
  'level',
  'nameEn',
  'category',
  'holder',
  'lead',
  'effectiveFrom',
  'effectiveTo',
] as const;

/** The limits of a step, each with the field that names the other step (catalogue grammar). */
export const STEP_LIMITS = ['max', 'lead', 'gap', 'stay', 'notice'] as const;
export const STEP_REFERENCES = ['from', 'before', 'after'] as const;
export const RISK_FIGURES = ['grade', 'likelihood', 'impact', 'discretion'] as const;

const attributes = (names: readonly string[], type = 'String') =>
  names.map((name) => ({ name, isAttr: true, type }));
const child = (name: string, type: string, isMany = false) => ({ name, type, isMany });
/** An element whose content is a text of any length. */
const textual = (name: string) => ({
  name,
  superClass: ['Element'],
  properties: [{ name: 'text', type: 'String', isBody: true }],
});

/** The descriptor of the namespace, for bpmn-moddle. */
export const flowPackage = {
  name: 'SunshineLedgerFlow',
  uri: FLOW_NAMESPACE,
  prefix: FLOW_PREFIX,
  xml: { tagAlias: 'lowerCase' },
  types: [
    {
      name: 'Power',
      superClass: ['Element'],
      properties: [
        ...attributes(POWER_ATTRIBUTES),
        child('content', 'Content'),
        child('basis', 'Basis', true),
        child('decision', 'Decision'),
        child('publicity', 'Publicity'),
      ],
    },
    textual('Content'),
    {
      name: 'Basis',
      superClass: ['Element'],
      properties: [child('document', 'Document'), child('clause', 'Clause')],
    },
    textual('Document'),
    textual('Clause'),
    {
      name: 'Decision',
      superClass: ['Element'],
      properties: [
        ...attributes(['body']),
        ...attributes(['lastSpeaker'], 'Boolean'),
        child('mode', 'Mode'),
        child('note', 'Note'),
      ],
    },
    textual('Mode'),
    textual('Note'),
    {
      name: 'Publicity',
      superClass: ['Element'],
      properties: [
        ...attributes(['minDays', 'within', 'every']),
        child('what', 'What'),
        child('place', 'Place', true),
      ],
    },
    textual('What'),
    textual('Place'),
    {
      name: 'Step',
      superClass: ['Element'],
      properties: [
        ...attributes(['n', ...STEP_REFERENCES], 'Integer'),
        ...attributes(['who', 'evt', ...STEP_LIMITS]),
        ...attributes(['optional'], 'Boolean'),
        child('note', 'Note'),
      ],
    },
    {
      name: 'Risk',
      superClass: ['Element'],
      properties: [
        ...attributes(['riskId']),
        // The place of the risk in the item's list.
        ...attributes([...RISK_FIGURES, 'order'], 'Integer'),
        child('what', 'What'),
        child('control', 'Control'),
      ],
    },
    textual('Control'),
    { name: 'Role', superClass: ['Element'], properties: attributes(['code']) },
  ],
} as const;
