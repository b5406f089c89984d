import { describe, expect, it } from 'vitest';
import { changedMeanwhile } from './changed-meanwhile.ts';

const base = { name: '王芳', city: '上海', note: null, custom: { skin: 'dry' } };

describe('what a colleague changed while a form was open', () => {
  it('is told where both changed one field to different values', () => {
    const now = { ...base, city: '苏州' };
    expect(changedMeanwhile(base, now, { city: '杭州' })).toEqual([{ field: 'city', custom: false, theirs: '苏州' }]);
  });

  it('is told of added fields too, and of what they emptied', () => {
    const now = { ...base, custom: {} };
    expect(changedMeanwhile(base, now, { custom: { skin: 'oily' } })).toEqual([
      { field: 'skin', custom: true, theirs: null },
    ]);
  });

  it('is nothing where they changed another field, or did the same', () => {
    const now = { ...base, city: '苏州' };
    expect(changedMeanwhile(base, now, { note: '爱喝茶' })).toEqual([]);
    expect(changedMeanwhile(base, now, { city: '苏州' })).toEqual([]);
    expect(changedMeanwhile(base, base, { city: '苏州' })).toEqual([]);
  });
});
