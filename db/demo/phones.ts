// Phone numbers that belong to nobody, and that every check still takes for Chinese mobile numbers.
//
// China keeps no block of numbers for fiction. The numbers here lie in +86 1349, H1 = 4 … 8 (134 94xx xxxx to
// 134 98xx xxxx). The ministry's list of assigned network codes (工业和信息化部《我国公众移动通信网网号及H0分配情况
// (截至2023年3月底)》, published 5 June 2023) gives 1340–1348 to an operator and, of 1349, only 13492, 13493 and
// 13499, as a block for satellite handsets alone; 13494–13498 are assigned to no operator. libphonenumber does not
// look past the third digit here and finds them valid mobile numbers, with its full and its small metadata alike.
// Should the block ever be opened it will be to satellite handsets. Even so: nothing may be sent from a demo house.

const FIRST = 13494000000;
const SIZE = 5_000_000;

// Coprime to SIZE and near its golden section, so that neighbours in the list get numbers far apart.
const STRIDE = 3_090_169;

/** A different number for each index; the seed turns the whole sequence. */
export function phoneOf(index: number, seed: number): string {
  if (index < 0 || index >= SIZE)
    throw new RangeError(`there are ${SIZE} numbers that belong to nobody, asked for ${index}`);
  const offset = (((seed * 7919 + index * STRIDE) % SIZE) + SIZE) % SIZE;
  return String(FIRST + offset);
}
