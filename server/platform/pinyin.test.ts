import { expect, it } from 'vitest';
import { initialsOf, syllablesOf } from './pinyin.ts';
import { simplified } from './simplified.ts';

it('spells a name by its syllables, without tones', () => {
  expect(syllablesOf('陈小红')).toEqual(['chen', 'xiao', 'hong']);
  expect(syllablesOf('吕布')).toEqual(['lv', 'bu']);
  expect(initialsOf('陈小红')).toBe('cxh');
});

it('reads characters that are surnames as surnames, also those of two', () => {
  expect(syllablesOf('曾国藩')).toEqual(['zeng', 'guo', 'fan']);
  expect(syllablesOf('单雄信')).toEqual(['shan', 'xiong', 'xin']);
  expect(syllablesOf('尉迟恭')).toEqual(['yu', 'chi', 'gong']);
  expect(syllablesOf('長孫無忌')).toEqual(['zhang', 'sun', 'wu', 'ji']);
});

it('keeps what is not Chinese together, in lower case', () => {
  expect(syllablesOf('查理 Wang')).toEqual(['zha', 'li', 'wang']);
  expect(syllablesOf('Zhang San')).toEqual(['zhang', 'san']);
  expect(syllablesOf(' ')).toEqual([]);
  expect(initialsOf('')).toBe('');
});

it('writes traditional characters as the mainland does', () => {
  expect(simplified('張偉')).toBe('张伟');
  expect(simplified('陳曉紅')).toBe('陈晓红');
  expect(simplified('Anna')).toBe('Anna');
});
