import { expect, it } from 'vitest';
import { parseName } from './names.ts';

const split = (text: string) => {
  const { surname, given } = parseName(text);
  return [surname, given];
};

it('finds where the surname ends', () => {
  expect(split('陈小红')).toEqual(['陈', '小红']);
  expect(split('欧阳娜娜')).toEqual(['欧阳', '娜娜']);
  expect(split('張偉')).toEqual(['张', '伟']);
  expect(split('小红')).toEqual(['', '小红']);
  expect(split('小红 陈')).toEqual(['陈', '小红']);
  expect(split('Anna Maria Smith')).toEqual(['smith', 'anna maria']);
  expect(split('陈小红（VIP）')).toEqual(['陈', '小红']);
  expect(split('')).toEqual(['', '']);
});

it('reads a title as a surname without a given name, and what it tells of the gender', () => {
  expect(parseName('王小姐')).toMatchObject({ surname: '王', given: '', gender: 'female' });
  expect(parseName('欧阳先生')).toMatchObject({ surname: '欧阳', given: '', gender: 'male' });
  expect(parseName('王总')).toMatchObject({ surname: '王', given: '', gender: '' });
  expect(parseName('小王')).toMatchObject({ surname: '王', given: '' });
});

it('hears homophones and dialects alike', () => {
  expect(parseName('陈小红').surnameSound).toBe(parseName('程小红').surnameSound);
  expect(parseName('张三').givenSound).toBe(parseName('张叁').givenSound);
  expect(parseName('张三').surnameSound).toBe(parseName('臧三').surnameSound);
});
