import { useEffect, useState } from 'react';

/** A recorded run of a preset, in public/recordings (written by npm run record). */
export interface RecordingEntry {
  file: string;
  preset: string;
  dataset: string;
}

const base = `${import.meta.env.BASE_URL}recordings/`;
let index: Promise<RecordingEntry[]> | null = null;

/** Fetched once; without the list there are no recordings. */
export function recordingIndex(): Promise<RecordingEntry[]> {
  index ??= fetch(`${base}index.json`)
    .then(async (response) => (response.ok ? ((await response.json()) as RecordingEntry[]) : []))
    .catch(() => []);
  return index;
}

/** The bytes of a recording. Rejects with what the server said. */
export async function fetchRecording({ file }: Pick<RecordingEntry, 'file'>): Promise<Uint8Array> {
  const response = await fetch(base + file);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The recordings of a preset; null while the list is fetched. */
export function useRecordings(preset: string | null): RecordingEntry[] | null {
  const [all, setAll] = useState<RecordingEntry[] | null>(null);
  useEffect(() => {
    void recordingIndex().then(setAll);
  }, []);
  return all && all.filter((entry) => entry.preset === preset);
}
