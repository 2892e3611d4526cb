// Invented people. Surnames are weighted as is usual in the region; every name ends in 虚构, so that nobody is meant.
import type { Random } from './random.js';

const SURNAMES: readonly (readonly [surname: string, weight: number])[] = [
  ['黄', 14],
  ['农', 11],
  ['韦', 9],
  ['李', 8],
  ['陆', 7],
  ['梁', 7],
  ['赵', 6],
  ['冯', 5],
  ['覃', 5],
  ['许', 4],
  ['张', 4],
  ['陈', 4],
  ['林', 3],
  ['何', 3],
  ['卢', 3],
  ['莫', 2],
  ['蒙', 2],
  ['零', 2],
  ['闭', 1],
  ['玉', 1],
];
const GIVEN = Array.from(
  '建国志强秀兰海燕文华德明桂芳永安立新春梅晓东福生玉珍光荣少芬世平美玲家旺彩云',
);

const TOTAL = SURNAMES.reduce((sum, [, weight]) => sum + weight, 0);

export function inventName(random: Random): string {
  let draw = random.int(1, TOTAL);
  const surname = SURNAMES.find(([, weight]) => (draw -= weight) <= 0)?.[0] ?? '黄';
  const given = Array.from({ length: random.int(1, 2) }, () => random.pick(GIVEN)).join('');
  return `${surname}${given}（虚构）`;
}
