import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { Contender, Entrant } from './contender.ts';
import type { Block } from './measure.ts';

/**
 * A contender in a process of its own that answers lines of JSON: {"work": …} or {"run": n}, with {"ok": …}
 * or {"error": "…"}. `env`: undefined takes a variable away.
 */
export function inProcess(
  label: string,
  command: string,
  args: readonly string[],
  env: Record<string, string | undefined> = {},
): Entrant {
  return {
    label,
    async open(): Promise<Contender> {
      const child = spawn(command, args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      });
      let complaint = '';
      child.stderr.on('data', (chunk: Buffer) => {
        complaint = (complaint + chunk.toString()).slice(-2000);
      });
      const ended = new Promise<never>((_, reject) => {
        child.on('error', (error) => reject(new Error(`${command}: ${error.message}`)));
        child.on('close', (code) =>
          reject(new Error(complaint.trim().split('\n').pop() || `${command} ended with code ${code}`)),
        );
      });
      ended.catch(() => {});
      child.stdin.on('error', () => {});
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const ask = async <T>(question: unknown): Promise<T> => {
        child.stdin.write(`${JSON.stringify(question)}\n`);
        // The end of the output comes with the end of the process, which says why.
        const { value, done } = await Promise.race([lines.next(), ended]);
        if (done) return ended;
        const answer = JSON.parse(value) as { ok: T } | { error: string };
        if ('error' in answer) throw new Error(answer.error);
        return answer.ok;
      };
      return {
        label,
        prepare: (work) => ask({ work }),
        async run(repetitions) {
          const block = await ask<Block>({ run: repetitions });
          // Threads of OpenMP look for more work for a tenth of a second: not at the cost of the next.
          await setTimeout(300);
          return block;
        },
        async close() {
          child.stdin.end();
          child.kill();
        },
      };
    },
  };
}

/** The first Python that can import `module`: PYTHON, the one on the path, the system's. */
export async function pythonWith(module: string): Promise<string | null> {
  for (const python of [process.env.PYTHON, 'python3', '/usr/bin/python3']) {
    if (!python) continue;
    const found = await new Promise<boolean>((resolve) => {
      const child = spawn(python, ['-c', `import ${module}`], { stdio: 'ignore' });
      child.on('error', () => resolve(false));
      child.on('close', (code) => resolve(code === 0));
    });
    if (found) return python;
  }
  return null;
}

/** A contender in Python, or why there is none. */
export function inPython(
  label: string,
  module: string,
  script: string,
  env: Record<string, string | undefined> = {},
): Entrant {
  return {
    label,
    async open() {
      const python = await pythonWith(module);
      if (!python) throw new Error(`no Python here can import ${module}`);
      return inProcess(label, python, [script], env).open();
    },
  };
}
