const BYTES = 12;

/** Names one filled-in form, so that sending it twice is one wish. Also where the page is served without TLS. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
