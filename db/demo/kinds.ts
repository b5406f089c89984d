// The words by which the demo brand sorts its customers and their purchases.

export type DemoChannel = 'store' | 'mini_program' | 'tmall';
export type DemoSource = 'walk_in' | 'mini_program' | 'douyin' | 'referral';
export type DemoArchetype = 'skincare' | 'makeup' | 'treatment' | 'stock_up' | 'gift' | 'group';
