import type { FileMetaData, SchemaElement } from 'hyparquet';
import { FileError, type InputFile } from '../../files/inputFile.ts';

/** Which columns hold images and labels. */
export interface Columns {
  image: string;
  label: string;
  /** Names of the labels 0, 1, …, where the file tells them. */
  classes: string[] | null;
  /** Said where the choice was not plain. */
  told: string | null;
}

interface Column {
  element: SchemaElement;
  children: SchemaElement[];
}

const LABEL_NAME = /label|class|categor|target|breed|species|diagnos|^y$/i;
/** Words and numbers that are no classes. */
const NO_LABEL_NAME =
  /path|file|name|url|id$|caption|text|prompt|description|split|source|date|ind(ex|ices)|width|height|age$|year|size|count/i;

/**
 * The hub's own description of the columns, in the footer: {"info": {"features": {"img": {"_type": "Image"},
 * "label": {"_type": "ClassLabel", "names": […]}}}}.
 */
interface HubFeatures {
  info?: { features?: Record<string, { _type?: string; names?: unknown }> };
}

const isText = ({ type, converted_type: converted, logical_type: logical }: SchemaElement): boolean =>
  type === 'BYTE_ARRAY' && (converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING');
const isInteger = ({ type }: SchemaElement): boolean => type === 'INT64' || type === 'INT32';
/**
 * Can a column hold labels? Whole numbers, words, truth values; of other numbers it shows when they are read.
 */
const canLabel = ({ element, children }: Column): boolean =>
  children.length === 0 &&
  (isText(element) || isInteger(element) || /^(BOOLEAN|FLOAT|DOUBLE)$/.test(element.type ?? ''));

/**
 * Finds the columns by the file's own description, else by type and name: labels are called so, or are the
 * only whole numbers or words. Throws FileError naming the columns there are.
 */
export function findColumns(file: InputFile, metadata: FileMetaData): Columns {
  const tops = topColumns(metadata.schema);
  const features = hubFeatures(metadata);
  const there = tops.map(({ element }) => element.name).join(', ');
  const binary = tops.filter(
    ({ element, children }) => children.length === 0 && element.type === 'BYTE_ARRAY' && !isText(element),
  );
  const images = [
    ...tops.filter(({ element }) => features[element.name]?._type === 'Image'),
    ...tops.filter(({ children }) => children.some((c) => c.name === 'bytes' && c.type === 'BYTE_ARRAY')),
    ...binary.filter(({ element }) => /^(img|image|bytes|png|jpe?g)/i.test(element.name)),
    ...(binary.length === 1 ? binary : []),
  ];
  const image = images[0]?.element.name;
  if (image === undefined)
    throw new FileError(
      file.name,
      null,
      `no column of images among ${there}: a struct with "bytes", or binary, is looked for; save numbers as images (datasets.Image) or as .npz`,
    );
  const others = tops.filter(({ element }) => element.name !== image);
  const label = labelColumn(others.filter(canLabel), features);
  if (!label)
    throw new FileError(
      file.name,
      null,
      `no column of labels among ${there}: whole numbers or words named "label" are looked for`,
    );
  const { name } = label.element;
  const names = features[name]?.names;
  const isNamed = LABEL_NAME.test(name);
  return {
    image,
    label: name,
    classes: Array.isArray(names) && names.every((n) => typeof n === 'string') ? names : null,
    told: isNamed ? null : `labels from column "${name}"`,
  };
}

function labelColumn(columns: readonly Column[], features: Features): Column | undefined {
  const ints = columns.filter(({ element }) => isInteger(element));
  const unnamed = columns.filter(
    ({ element }) => (isInteger(element) || isText(element)) && !NO_LABEL_NAME.test(element.name),
  );
  return (
    columns.find(({ element }) => element.name === 'fine_label') ??
    columns.find(({ element }) => features[element.name]?._type === 'ClassLabel') ??
    ints.find(({ element }) => LABEL_NAME.test(element.name)) ??
    columns.find(({ element }) => LABEL_NAME.test(element.name)) ??
    (unnamed.length === 1 ? unnamed[0] : undefined)
  );
}

function topColumns(schema: SchemaElement[]): Column[] {
  const out: Column[] = [];
  let at = 1;
  const skip = (index: number): number => {
    let next = index + 1;
    for (let k = 0; k < (schema[index]?.num_children ?? 0); k++) next = skip(next);
    return next;
  };
  for (let k = 0; k < (schema[0]?.num_children ?? 0) && at < schema.length; k++) {
    const end = skip(at);
    out.push({ element: schema[at], children: schema.slice(at + 1, end) });
    at = end;
  }
  return out;
}

type Features = NonNullable<NonNullable<HubFeatures['info']>['features']>;

function hubFeatures(metadata: FileMetaData): Features {
  const text = metadata.key_value_metadata?.find((entry) => entry.key === 'huggingface')?.value;
  try {
    return (JSON.parse(text ?? '{}') as HubFeatures).info?.features ?? {};
  } catch {
    return {};
  }
}
