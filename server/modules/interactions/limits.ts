/** How much one sender may send. Counted in this process and by the minute: enough to keep one sender from crowding out all. */
const MINUTE_MS = 60_000;
/** Beyond this many senders in a minute the window is begun anew: memory stays bounded whoever asks. */
const MOST_SENDERS = 100_000;

export class MinuteLimit {
  private minute = 0;
  private counts = new Map<string, number>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** Whether `amount` more fits into the sender's minute; counted only if it does. */
  take(sender: string, amount: number, now: Date): boolean {
    const minute = Math.floor(now.getTime() / MINUTE_MS);
    if (minute !== this.minute || this.counts.size > MOST_SENDERS) {
      this.minute = minute;
      this.counts = new Map();
    }
    const taken = (this.counts.get(sender) ?? 0) + amount;
    if (taken > this.most) return false;
    this.counts.set(sender, taken);
    return true;
  }
}
