// A map of bounded size for what can be read again from a view. It must never be the only place of anything.

/** Forgets its oldest entries beyond `limit`. */
export class Recent<K, V> extends Map<K, V> {
  constructor(private readonly limit: number) {
    super();
  }

  override set(key: K, value: V): this {
    if (this.size >= this.limit && !this.has(key))
      for (const oldest of this.keys()) {
        this.delete(oldest);
        break;
      }
    return super.set(key, value);
  }
}
