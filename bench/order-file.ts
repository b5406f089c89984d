import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { seededRandom } from '#analytics/random.ts';

/**
 * A flat order file as shops export it, one line per row: about four lines an order, six orders a customer, some rows
 * without a customer, 4 % returns. The same seed gives the same file.
 */
export async function writeOrderFile(file: string, rows: number): Promise<void> {
  await pipeline(Readable.from(blocks(rows)), createWriteStream(file));
}

const ROWS_PER_BLOCK = 5_000;
const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAYS = 700;

function* blocks(rows: number): Generator<string> {
  const random = seededRandom(7);
  const customers = Math.max(1, Math.floor(rows / 24));
  let order = 0;
  let linesLeft = 0;
  let header = '';
  let isReturn = false;
  let block = '订单号,商品编码,商品名称,数量,单价,下单时间,会员号,手机号\n';
  for (let row = 0; row < rows; row += 1) {
    if (linesLeft === 0) {
      order += 1;
      linesLeft = 1 + Math.floor(random() * 7);
      isReturn = random() < 0.04;
      const customer = Math.floor(random() ** 2 * customers);
      const moment = new Date(FIRST_DAY + Math.floor((order / (rows / 4)) * DAYS * 86_400_000));
      const known = random() < 0.97;
      header = `${moment.toISOString().slice(0, 19).replace('T', ' ')},${known ? `M${String(customer).padStart(7, '0')}` : ''},${known ? `134940${String(customer).padStart(5, '0').slice(-5)}` : ''}`;
    }
    linesLeft -= 1;
    const product = Math.floor(random() ** 3 * 4_000);
    const quantity = (isReturn ? -1 : 1) * (1 + Math.floor(random() * 3));
    block += `${isReturn ? 'R' : 'D'}${order},SKU${product},"商品 ${product}, 规格 ${product % 7}",${quantity},${(9 + (product % 500)).toFixed(2)},${header}\n`;
    if ((row + 1) % ROWS_PER_BLOCK === 0) {
      yield block;
      block = '';
    }
  }
  yield block;
}
