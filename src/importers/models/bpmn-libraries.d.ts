// What this program uses of two libraries that ship no declarations for their entry points.

declare module 'bpmn-moddle' {
  /** An element of a model: its attributes and children by name. */
  export interface ModdleElement {
    readonly $type: string;
    [property: string]: unknown;
  }

  export interface Parsed {
    readonly rootElement: ModdleElement;
    readonly warnings: readonly (Error & { readonly property?: string })[];
    readonly elementsById: Readonly<Record<string, ModdleElement>>;
  }

  export class BpmnModdle {
    /** @param packages descriptors of further namespaces, by prefix */
    constructor(packages?: Readonly<Record<string, unknown>>);
    create(type: string, properties?: Readonly<Record<string, unknown>>): ModdleElement;
    fromXML(xml: string): Promise<Parsed>;
    toXML(
      element: ModdleElement,
      options?: { readonly format?: boolean },
    ): Promise<{ xml: string }>;
  }
}

declare module 'bpmn-auto-layout' {
  /** The same model with positions; rejects on some valid models. */
  export function layoutProcess(xml: string): Promise<string>;
}
