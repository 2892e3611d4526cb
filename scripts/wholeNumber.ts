// A flag of the scripts that counts something.
import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError for anything but a whole number from 1 */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('须为正整数 / a whole number from 1');
  return value;
}
