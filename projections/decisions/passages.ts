// Which words of an event can be searched. It must never leave out what a person wrote about a matter.
import type { LedgerEvent } from '../../src/events/index.js';

/** Passages per matter that a key has room for: key = number of the matter * PASSAGES + passages before. */
export const PASSAGES = 1_048_576n;

const present = (...texts: readonly (string | undefined)[]): readonly string[] =>
  texts.filter((text) => text !== undefined);

/** The texts of an event of a matter, in the order of its fields. */
export function textsOf(event: LedgerEvent): readonly string[] {
  switch (event.name) {
    case 'matters.MatterOpened': {
      const { title, description, place, target, reference } = event.data;
      return present(title, description, place, target, reference);
    }
    case 'matters.StepTaken':
      return present(event.data.activity, event.data.note);
    case 'matters.PreStudyRecorded':
      return present(...(event.data.sources ?? []), event.data.publicViews);
    case 'matters.PreConsultationHeld':
      return (event.data.views ?? []).map(({ view }) => view);
    case 'matters.InstructionRecorded':
    case 'matters.DissentRecorded':
    case 'matters.ImplementationReported':
      return [event.data.text];
    case 'matters.PositionStated':
    case 'matters.MinutesEntered':
      return present(event.data.text);
    case 'matters.RecusalDeclared':
      return [event.data.reason];
    case 'matters.BallotTallied':
      return present(event.data.question);
    case 'matters.ResultRuled':
      return present(event.data.reason, event.data.content);
    case 'matters.MatterClosed':
      return present(event.data.note);
    case 'matters.MatterCorrected':
      return [...Object.values(event.data.fields), event.data.reason];
    default:
      return [];
  }
}
