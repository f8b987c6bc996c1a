/** A browser as people have it, driven from outside: the least that the tests of every engine need. */
export interface Engine {
  /** Name and version, as the browser says them. */
  version: string;
  open(address: string): Promise<void>;
  /** The value of an expression in the page, by JSON; promises are awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** Errors that the page logged or threw, as far as the browser tells them. */
  errors: string[];
  close(): Promise<void>;
}
