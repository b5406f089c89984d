/** Text as Excel saves it in China. The runtime decodes GB18030 but does not encode it: the table is turned round. */
const decoder = new TextDecoder('gb18030');
const codes = new Map<string, number>();
for (let lead = 0x81; lead <= 0xfe; lead += 1) {
  for (let trail = 0x40; trail <= 0xfe; trail += 1) {
    if (trail === 0x7f) continue;
    const char = decoder.decode(Uint8Array.of(lead, trail));
    if (!char.includes('�')) codes.set(char, lead * 256 + trail);
  }
}

export function encodeGb18030(text: string): Buffer {
  const bytes: number[] = [];
  for (const char of text) {
    const code = codes.get(char);
    if (code !== undefined) bytes.push(code >> 8, code & 0xff);
    else if (char.charCodeAt(0) < 0x80) bytes.push(char.charCodeAt(0));
    else throw new Error(`"${char}" is not among the two-byte characters of GB18030`);
  }
  return Buffer.from(bytes);
}
