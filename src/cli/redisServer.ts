import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server of queues on this machine, or null: tests of sweeps need one. */
export const redisCommand =
  ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0) ?? null;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

export interface RedisServer {
  address: string;
  /** SIGKILL, then again on the same files. */ restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A server of its own on loopback, with append-only persistence in a folder of its own, brought to the disk
 * after every command or every second.
 */
export async function startRedis(fsync: 'always' | 'everysec' = 'always'): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rainbow-redis-'));
  const port = await freePort();
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(redisCommand!, [
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--appendfsync',
      fsync,
      '--save',
      '',
    ]);
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text) => {
        said += String(text);
        if (/ready to accept connections/i.test(said)) resolve();
      });
      child.on('exit', () => reject(new Error(said)));
    });
    return child;
  };
  const end = (child: ChildProcess) =>
    new Promise<void>((resolve) => {
      child.removeAllListeners('exit').on('exit', () => resolve());
      child.kill('SIGKILL');
    });
  let child = await start();
  return {
    address: `redis://127.0.0.1:${port}`,
    restart: async () => {
      await end(child);
      child = await start();
    },
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
