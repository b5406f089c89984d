import { expect, it } from 'vitest';
import { seededRandom } from '#analytics/random.ts';
import { chineseList } from '#test/twins/chinese-lists.ts';
import { linkAside, linkHere } from './link-aside.ts';

it('finds in a thread what it finds here', async () => {
  const records = chineseList(seededRandom(4), 'till', 2_400).map(({ name = '', phone = '' }) => ({
    name,
    phones: phone ? [phone] : [],
  }));
  const settings = { threshold: 0.5, foldPlusTags: false, mergeExactInBulk: false };
  expect(records.length).toBeGreaterThan(3_000);
  expect(await linkAside(records, settings)).toEqual(linkHere({ records, settings }));
});
