/** A map that forgets what was set longest ago when it is full. */
export class BoundedMap<V> {
  private readonly most: number;
  private readonly entries = new Map<string, V>();

  constructor(most: number) {
    this.most = most;
  }

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.most && oldest !== undefined) this.entries.delete(oldest);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Oldest first. */
  values(): readonly V[] {
    return [...this.entries.values()];
  }
}
