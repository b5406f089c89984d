export type BenchOptions = { customers: number | null; rows: number | null; file: string | null };
