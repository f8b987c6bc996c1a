import { FLOAT_BYTES, type FloatType } from './floats.ts';

/** A type of PyTorch: what its numbers are read as (null: no floats, or not read) and the bytes of one. */
interface TorchType {
  read: FloatType | null;
  bytes: number;
}

const floatType = (read: FloatType): TorchType => ({ read, bytes: FLOAT_BYTES[read] });
const otherType = (bytes: number): TorchType => ({ read: null, bytes });

/** By PyTorch's name of the type. */
export const TYPES: Record<string, TorchType> = {
  float32: floatType('F32'),
  float64: floatType('F64'),
  float16: floatType('F16'),
  bfloat16: floatType('BF16'),
  complex64: floatType('C64'),
  complex128: floatType('C128'),
  float8_e4m3fn: floatType('F8_E4M3'),
  float8_e5m2: floatType('F8_E5M2'),
  float8_e4m3fnuz: floatType('F8_E4M3FNUZ'),
  float8_e5m2fnuz: floatType('F8_E5M2FNUZ'),
  float8_e8m0fnu: floatType('F8_E8M0'),
  complex32: otherType(4),
  int64: otherType(8),
  int32: otherType(4),
  int16: otherType(2),
  int8: otherType(1),
  uint64: otherType(8),
  uint32: otherType(4),
  uint16: otherType(2),
  uint8: otherType(1),
  bool: otherType(1),
  qint8: otherType(1),
  quint8: otherType(1),
  qint32: otherType(4),
  quint4x2: otherType(1),
  quint2x4: otherType(1),
};

/** Classes of storages, and the type of what they hold; an untyped one holds bytes. */
export const STORAGES: Record<string, string> = {
  FloatStorage: 'float32',
  DoubleStorage: 'float64',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  ComplexFloatStorage: 'complex64',
  ComplexDoubleStorage: 'complex128',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
  QInt8Storage: 'qint8',
  QUInt8Storage: 'quint8',
  QInt32Storage: 'qint32',
  QUInt4x2Storage: 'quint4x2',
  QUInt2x4Storage: 'quint2x4',
  UntypedStorage: 'uint8',
};

/** Numbers outside of the pickle. */
export class Storage {
  constructor(
    readonly key: string,
    /** PyTorch's name of the type, or the class that was named where it is not known. */
    readonly type: string,
    readonly numbers: number,
  ) {}

  /** Of one number; null for a type that is not known. */
  get numberBytes(): number | null {
    return Object.hasOwn(TYPES, this.type) ? TYPES[this.type].bytes : null;
  }
}

/**
 * How a quantised tensor becomes floats: (q − zero) · scale, one of each or one for every entry of an axis.
 */
export type Quantisation =
  { scale: number; zero: number } | { scales: PickledTensor; zeros: PickledTensor; axis: number };

/** A tensor as pickled: a view of a storage. */
export class PickledTensor {
  quantised: Quantisation | null = null;
  constructor(
    readonly storage: Storage,
    /** In numbers of `type`, as the strides are. */
    readonly offset: number,
    readonly shape: number[],
    readonly strides: number[],
    readonly type: string,
    /** Why its numbers are not read; null: they are, or are no floats. */
    readonly unread: string | null,
  ) {}

  get read(): FloatType | null {
    return this.unread === null && Object.hasOwn(TYPES, this.type) ? TYPES[this.type].read : null;
  }

  get numberBytes(): number {
    return Object.hasOwn(TYPES, this.type) ? TYPES[this.type].bytes : 1;
  }
}
