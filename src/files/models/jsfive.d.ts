/** What is used of jsfive, which has no types of its own. */
declare module 'jsfive' {
  export interface Message {
    get(field: 'offset_to_message'): number;
  }
  export interface DataObjects {
    find_msg_type(type: number): Message[];
  }
  export class Dataset {
    readonly shape: number[];
    /**
     * numpy's type string, or a list for types that have none. Throws a string for types that are not known.
     */
    readonly dtype: unknown;
    /** Row-major. Throws. */
    readonly value: ArrayLike<number>;
    readonly attrs: Record<string, unknown>;
    readonly _dataobjects: DataObjects;
  }
  export class Group {
    readonly keys: string[];
    readonly attrs: Record<string, unknown>;
    get(path: string): Group | Dataset | null;
  }
  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
