import { Converter } from 'opencc-js/t2cn';

const HAN = /\p{Script=Han}/u;
const convert = Converter({ from: 't', to: 'cn' });

/** Traditional characters, and the variants written in Taiwan and Hong Kong, as the mainland writes them: 張偉 → 张伟. */
export const simplified = (text: string): string => (HAN.test(text) ? convert(text) : text);
