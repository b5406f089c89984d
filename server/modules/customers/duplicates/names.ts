/** Names as people give them, taken apart into surname and given name, with how they sound. */
import { syllablesOf } from '#platform/pinyin.ts';
import { simplified } from '#platform/simplified.ts';

export type Name = {
  /** A `nickname` is what somebody calls themselves: it says who they are where it is the same, and nothing where not. */
  script: 'han' | 'latin' | 'company' | 'nickname' | 'none';
  surname: string;
  given: string;
  /** Syllables without tones, and with what dialects do not tell apart made one; Latin names sound as they are written. */
  surnameSound: string;
  givenSound: string;
  /** All letters of the sound in order of the alphabet: the same however the name is turned, in either script. */
  letters: string;
  /** What a title tells: 王女士, 陈先生. */
  gender: '' | 'female' | 'male';
};

const NOBODY: Name = {
  script: 'none',
  surname: '',
  given: '',
  surnameSound: '',
  givenSound: '',
  letters: '',
  gender: '',
};

/** `given` and `surname` where the source keeps them apart, `whole` where it does not. */
export function parseName(whole: string, given = '', surname = ''): Name {
  const parts = [surname, given].map(cleaned);
  if (parts.some((part) => part !== '')) {
    const [last = '', first = ''] = parts;
    if (HAN.test(last + first)) return hanName(hanOnly(last), hanOnly(first));
    return latinName(last, first);
  }
  const text = cleaned(whole.normalize('NFKC').replace(/[(（【[].*?[)）】\]]/g, ' '));
  if (text === '') return NOBODY;
  if (HAN.test(text)) return splitHan(text);
  const words = text.split(' ');
  return latinName(words.at(-1) ?? '', words.slice(0, -1).join(' '));
}

/** A company has one name, told from others by what stands before its legal form, and by its numbers. */
export function companyName(text: string): Name {
  const given = cleaned(text)
    .replace(/(股份有限公司|有限责任公司|有限公司|公司|集团)/g, '')
    .replaceAll(' ', '');
  return { ...NOBODY, script: given === '' ? 'none' : 'company', given, givenSound: given };
}

const HAN = /\p{Script=Han}/u;

const cleaned = (text: string): string =>
  simplified(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const hanOnly = (text: string): string => text.replace(/[^\p{Script=Han}]/gu, '');

/** Surnames of two characters, and the commonest of one: enough to tell where a name begins. */
const DOUBLE = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 夏侯 轩辕 端木 百里 南宫 呼延 独孤 西门 濮阳 淳于 申屠 钟离 闻人 赫连 鲜于 万俟 澹台'.split(
    ' ',
  ),
);
const SINGLE = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁沈任姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢扬劳冼芮储宓逄闻晁伊皮揭戈粟竺占蔺阚束逯亢代盖区尧禹狄贝井'.split(
    '',
  ),
);
/** What can be a surname even before three characters, which are most often no name: 阳光灿烂. */
const COMMONEST = new Set([...SINGLE].slice(0, 80));

/** Whether a Latin word sounds like a Chinese surname; `heard` as by `asHeard`. */
export const isSurnameHeard = (heard: string): boolean => HEARD_SURNAMES.has(heard);

const titled = (titles: string, gender: Name['gender']) => titles.split(' ').map((title) => [title, gender] as const);
const TITLES: Readonly<Record<string, Name['gender']>> = Object.fromEntries([
  ...titled('小姐 女士 太太 夫人 阿姨 妈妈 奶奶 大姐 大妈 老板娘 姐 嫂 姨 婶', 'female'),
  ...titled('先生 叔叔 爸爸 爷爷 大哥 大爷 哥 叔 伯', 'male'),
  ...titled('老师 经理 老板 店长 师傅 医生 大夫 教练 主任 院长 校长 律师 会计 同学 总 董 工', ''),
]);
const TITLE = new RegExp(
  `(${Object.keys(TITLES)
    .toSorted((a, b) => b.length - a.length)
    .join('|')})$`,
);
/** 王丽女士, 王丽姐; 李文伯 is a whole name. */
const WHOLE_AND_TITLE = new RegExp(
  `(姐|嫂|哥|总|${Object.keys(TITLES)
    .filter((title) => title.length > 1)
    .join('|')})$`,
);
/** 小明妈妈 is not called 小明. */
const RELATIVE = /^.{2,}(妈妈|爸爸|奶奶|爷爷|家长)$/;

function splitHan(text: string): Name {
  const words = text.split(' ').map(hanOnly).filter(Boolean);
  // 小红 陈: the given name first, as forms made abroad ask for it.
  const turned = words.length === 2 && SINGLE.has(words[1] ?? '') && !SINGLE.has((words[0] ?? '').slice(0, 1));
  const name = turned ? words.toReversed().join('') : words.join('');
  if (RELATIVE.test(name)) return NOBODY;
  const untitled = name.replace(TITLE, '');
  const gender = TITLES[name.slice(untitled.length)] ?? '';
  if (untitled === '') return { ...NOBODY, gender };
  if (untitled !== name && (untitled.length === 1 || DOUBLE.has(untitled)))
    return { ...(isSurname(untitled) ? hanName(untitled, '') : hanName('', untitled)), gender };
  if (WHOLE_AND_TITLE.test(name) && untitled.length > 1) return { ...splitWhole(untitled), gender };
  if (/^[小老阿]/.test(name) && name.length === 2 && SINGLE.has(name.charAt(1)) && !COMMON_GIVEN.has(name))
    return hanName(name.charAt(1), '');
  return splitWhole(name);
}

const isSurname = (text: string): boolean => SINGLE.has(text) || DOUBLE.has(text);

function splitWhole(name: string): Name {
  if (DOUBLE.has(name.slice(0, 2)) && name.length > 2 && name.length <= 4)
    return hanName(name.slice(0, 2), name.slice(2));
  const first = name.charAt(0);
  if (name.length > 4 || (name.length === 4 && !COMMONEST.has(first))) return nickname(name);
  if (SINGLE.has(first)) return hanName(first, name.slice(1));
  const last = name.slice(-1);
  if (name.length === 3 && SINGLE.has(last) && COMMON_LAST.has(last)) return hanName(last, name.slice(0, -1));
  return name.length <= 2 ? hanName('', name) : hanName(first, name.slice(1));
}

/** Names have two or three characters, four with a surname of two: 阳光灿烂 is what somebody calls themselves. */
function nickname(text: string): Name {
  const givenSound = syllablesOf(text).map(loose).join(' ');
  return { ...NOBODY, script: 'nickname', given: text, givenSound, letters: lettersOf(givenSound) };
}

/** Surnames nobody is called by as the last character of a given name. */
const COMMON_LAST = new Set('王李张刘陈赵吴周徐孙朱郭何罗郑谢韩冯邓曹彭董袁潘蒋蔡程魏吕沈姚'.split(''));
const COMMON_GIVEN = new Set([
  '小龙',
  '小平',
  '小华',
  '小燕',
  '小明',
  '小乐',
  '小兰',
  '小梅',
  '小文',
  '小安',
  '小宁',
  '小金',
]);

function hanName(surname: string, given: string): Name {
  const sound = soundOf(surname, given);
  const letters = lettersOf(sound.surnameSound + sound.givenSound);
  return { script: surname + given === '' ? 'none' : 'han', surname, given, ...sound, letters, gender: '' };
}

function soundOf(surname: string, given: string): { surnameSound: string; givenSound: string } {
  const syllables = syllablesOf(surname + given).map(loose);
  return {
    surnameSound: syllables.slice(0, surname.length).join(''),
    givenSound: syllables.slice(surname.length).join(' '),
  };
}

const lettersOf = (sound: string): string => Array.from(asHeard(sound)).toSorted().join('');

/** Without blanks, and without what a spelling by ear leaves to chance: where a syllable ends nobody sees. */
export const asHeard = (text: string): string =>
  text
    .replaceAll(' ', '')
    .replace(/([zcs])h/g, '$1')
    .replace(/ng|n/g, 'l');

/** What many speakers and dictation do not tell apart: zh/z, ch/c, sh/s, n/l at the beginning, ang/an, eng/en, ing/in. */
const loose = (syllable: string): string =>
  syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=[a-z])/, 'l')
    .replace(/(?<=[aei])ng$/, 'n');

const latinName = (surname: string, given: string): Name => ({
  script: surname + given === '' ? 'none' : 'latin',
  surname,
  given,
  surnameSound: surname,
  givenSound: given,
  letters: lettersOf(surname + given),
  gender: '',
});

const HEARD_SURNAMES = new Set([...SINGLE, ...DOUBLE].map((surname) => asHeard(soundOf(surname, '').surnameSound)));
