// Commands of `assets`: the register of collective assets, stocktakes, leases and rents.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { assetsEvents as events } from '../events/assets.js';
import { assetDecider, leaseDecider, stocktakeDecider } from './decider.js';

const asset = commandsOf('asset', 'assetId', assetDecider);
const stocktake = commandsOf('stocktake', 'stocktakeId', stocktakeDecider);
const lease = commandsOf('lease', 'leaseId', leaseDecider);

export const assetsCommands = {
  'assets.RegisterAsset': asset(events['assets.AssetRegistered']),
  'assets.FileAppraisal': asset(events['assets.AppraisalFiled']),
  'assets.DisposeAsset': asset(events['assets.AssetDisposed']),
  'assets.RecordStocktake': stocktake(events['assets.StocktakeDone']),
  'assets.SignLease': lease(events['assets.LeaseSigned']),
  'assets.RenewLease': lease(events['assets.LeaseRenewed']),
  'assets.EndLease': lease(events['assets.LeaseEnded']),
  'assets.StateRentDue': lease(events['assets.RentDue']),
  'assets.ReceiveRent': lease(events['assets.RentReceived']),
} satisfies CommandDefinitions;
