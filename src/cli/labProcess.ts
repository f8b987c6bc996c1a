import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The command line as a process of its own, for tests: what it said, and its exit code (null: killed). */
export interface LabProcess {
  process: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  stderr(): string;
}

/** Builds the command line where sources are newer: before tests that start several at once. */
export const buildLab = (): Promise<{ code: number | null; stderr: string }> => startLab(['help']).ended;

/** `fileLimit`: the largest file it can write, in KiB: a full disk that needs no disk. */
export function startLab(args: readonly string[], { fileLimit }: { fileLimit?: number } = {}): LabProcess {
  const command = [process.execPath, 'scripts/lab.mjs', ...args];
  const child =
    fileLimit === undefined
      ? spawn(command[0], command.slice(1), { cwd: root })
      : spawn('sh', ['-c', `trap '' XFSZ; ulimit -f ${2 * fileLimit}; exec "$@"`, 'sh', ...command], {
          cwd: root,
        });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    process: child,
    stderr: () => stderr,
    ended: new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    }),
  };
}
