// Decisions of `assets`: one statement a command, one decider a kind of stream.
// A lease below its floor or beyond twenty years, a disposal without appraisal is recorded; the rules judge it.
import type { AssetsEvent } from '../events/assets.js';
import { named } from '../kernel/facts.js';
import { deciderOf } from '../kernel/statements.js';

const asset = named('asset', '资产', 'asset');
const appraisal = named('appraisal', '评估', 'appraisal');
const disposal = named('disposal', '处置', 'disposal');
const stocktake = named('stocktake', '清查', 'stocktake');
const lease = named('lease', '租赁', 'lease');
const renewal = named('renewal', '续租', 'renewal');
const leaseEnd = named('leaseEnd', '租赁终止', 'end of the lease');
const rentDue = named('rentDue', '应收租金', 'rent due');
const rentReceipt = named('rentReceipt', '收到租金', 'receipt of rent');

export const assetDecider = deciderOf<AssetsEvent>({
  'assets.RegisterAsset': {
    records: 'assets.AssetRegistered',
    key: ({ assetId }) => asset(assetId),
  },
  'assets.FileAppraisal': {
    records: 'assets.AppraisalFiled',
    key: ({ appraisalId }) => appraisal(appraisalId),
  },
  'assets.DisposeAsset': {
    records: 'assets.AssetDisposed',
    key: ({ disposalId }) => disposal(disposalId),
  },
});

export const stocktakeDecider = deciderOf<AssetsEvent>({
  'assets.RecordStocktake': {
    records: 'assets.StocktakeDone',
    key: ({ stocktakeId }) => stocktake(stocktakeId),
  },
});

export const leaseDecider = deciderOf<AssetsEvent>({
  'assets.SignLease': {
    records: 'assets.LeaseSigned',
    key: ({ leaseId }) => lease(leaseId),
  },
  'assets.RenewLease': {
    records: 'assets.LeaseRenewed',
    key: ({ renewalId }) => renewal(renewalId),
    needs: ({ leaseId }) => [lease(leaseId)],
  },
  'assets.EndLease': {
    records: 'assets.LeaseEnded',
    key: ({ leaseId }) => leaseEnd(leaseId),
    needs: ({ leaseId }) => [lease(leaseId)],
  },
  'assets.StateRentDue': {
    records: 'assets.RentDue',
    key: ({ dueId }) => rentDue(dueId),
    needs: ({ leaseId }) => [lease(leaseId)],
  },
  'assets.ReceiveRent': {
    records: 'assets.RentReceived',
    key: ({ receiptId }) => rentReceipt(receiptId),
    needs: ({ leaseId }) => [lease(leaseId)],
  },
});
