import type { NamedFile } from '../lab/client.ts';

/** Files in a dropped folder; more are not looked at. */
const MOST = 200_000;

/** Chosen files with the folders they came in. */
export const chosenFiles = (list: FileList): NamedFile[] =>
  Array.from(list, (file) => ({ name: file.webkitRelativePath || file.name, file }));

/**
 * Everything that was dropped, folders opened, with paths. Must be called while the drop event is handled.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return chosenFiles(transfer.files);
  const out: NamedFile[] = [];
  const walk = async (entry: FileSystemEntry | null): Promise<void> => {
    if (!entry || out.length >= MOST) return;
    if (entry.isFile)
      out.push({
        name: entry.fullPath.replace(/^\//, ''),
        file: await new Promise<File>((resolve, reject) => {
          (entry as FileSystemFileEntry).file(resolve, reject);
        }),
      });
    else {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      // A reader hands out a hundred at a time, until there are no more.
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
          reader.readEntries(resolve, reject);
        });
        if (some.length === 0) break;
        for (const each of some) await walk(each);
      }
    }
  };
  for (const entry of entries) await walk(entry);
  return out;
}
