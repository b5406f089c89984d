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

it('finds the name before a title, and none in what only names a relative or a mood', () => {
  expect(split('王丽女士')).toEqual(['王', '丽']);
  expect(split('王丽姐')).toEqual(['王', '丽']);
  expect(split('李文伯')).toEqual(['李', '文伯']);
  expect(split('丽姐')).toEqual(['', '丽']);
  expect(split('司徒美华')).toEqual(['司徒', '美华']);
  expect(parseName('小明妈妈').script).toBe('none');
  expect(parseName('阳光灿烂').script).toBe('nickname');
});

it('has the same letters however a name is turned, in either script', () => {
  const { letters } = parseName('李小明');
  for (const text of ['小李明', '李明小', '小明 李', 'Xiaoming Li', 'LI XIAO MING'])
    expect(parseName(text).letters).toBe(letters);
  expect(parseName('李小红').letters).not.toBe(letters);
});

it('hears homophones and dialects alike', () => {
  expect(parseName('陈小红').surnameSound).toBe(parseName('程小红').surnameSound);
  expect(parseName('张三').givenSound).toBe(parseName('张叁').givenSound);
  expect(parseName('张三').surnameSound).toBe(parseName('臧三').surnameSound);
});
