// What the scenes of one matter share: its flow, its parties, and how its contract is named.
import type { PowerItem } from '../../src/powers/catalogueSchema.js';
import type { Institution } from './institutions.js';

export interface Party {
  readonly payeeId: string;
  readonly name?: string;
  readonly kind: 'person' | 'company';
}

export interface Bid {
  readonly bidId: string;
  readonly bidder: Party;
  /** Fen. */
  readonly amount: string;
}

export interface MatterScene {
  readonly institution: Institution;
  readonly matterId: string;
  readonly title: string;
  readonly item: PowerItem;
  /** Role that records what nobody of the institution's own posts does. */
  readonly recorder: string;
  readonly delay: number;
  /** Fen. */
  readonly amount?: string;
  readonly party?: Party;
  /** Something is built, rather than let or bought. */
  readonly works: boolean;
  /** Where the flow leads through a tender; the first wins. */
  readonly bids?: readonly Bid[];
}

export const contractId = (matterId: string): string => `ct-${matterId}`;

/** True when the flow of the item leads through a tender. */
export const hasTender = ({ steps }: PowerItem): boolean =>
  steps.some(({ evt }) => evt === 'TenderAnnounced');

/** True when the flow of the item leads to a contract. */
export const hasContract = ({ steps }: PowerItem): boolean =>
  steps.some(({ evt }) => evt === 'ContractSigned');
