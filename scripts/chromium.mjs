// Finds a Chromium for the browser tests, or installs one.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bin, sh } from './setup.mjs';

/** Path of a Chromium: CHROMIUM_PATH, Playwright's own, the system's, Debian's (as root), else Playwright's, downloaded. */
export async function ensureChromium() {
  const { chromium } = await import('@playwright/test');
  const found =
    process.env.CHROMIUM_PATH ||
    (existsSync(chromium.executablePath()) ? chromium.executablePath() : systemChromium());
  if (found) return found;
  console.error('Installing Chromium for the browser tests…');
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    const quiet = { to: 'stderr', env: { DEBIAN_FRONTEND: 'noninteractive' } };
    sh('apt-get', ['-qq', 'update'], quiet);
    sh('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'chromium'], quiet);
    if (systemChromium()) return systemChromium();
  }
  bin('playwright', ['install', 'chromium'], { to: 'stderr' });
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  throw new Error(
    'No Chromium could be found or installed. Install one and name it in the environment variable CHROMIUM_PATH.',
  );
}

/**
 * Environment that gives Node WebGPU by the software Vulkan driver that comes with Chromium: its loader and SwiftShader lie
 * beside the binary. Empty where they do not.
 */
export function vulkanOf(chromium) {
  const folder = [dirname(realpathSync(chromium)), '/usr/lib/chromium'].find((path) =>
    ['libvulkan.so.1', 'vk_swiftshader_icd.json'].every((file) => existsSync(join(path, file))),
  );
  return folder
    ? {
        LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
        VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
      }
    : {};
}

function systemChromium() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const path = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout?.trim();
    if (path) return path;
  }
  return null;
}
