// Finds the browsers of the tests, or installs them.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bin, sh } from './setup.mjs';

/**
 * Path of a Chromium: CHROMIUM_PATH, Playwright's own, the system's, Debian's (as root), else Playwright's,
 * downloaded.
 */
export async function ensureChromium() {
  const { chromium } = await import('@playwright/test');
  const found =
    process.env.CHROMIUM_PATH ||
    (existsSync(chromium.executablePath()) ? chromium.executablePath() : systemChromium());
  if (found) return found;
  console.error('Installing Chromium for the browser tests…');
  installDebian(['chromium']);
  if (systemChromium()) return systemChromium();
  bin('playwright', ['install', 'chromium'], { to: 'stderr' });
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  throw new Error(
    'No Chromium could be found or installed. Install one and name it in the environment variable CHROMIUM_PATH.',
  );
}

/** Debian's packages of the other engines, each with a program that is there once it is installed. */
const OTHERS = {
  'firefox-esr': 'firefox-esr',
  'webkit2gtk-driver': 'WebKitWebDriver',
  xvfb: 'xvfb-run',
  xauth: 'xauth',
  'dbus-daemon': 'dbus-run-session',
};

/**
 * Installs Firefox and WebKitGTK where it may (Debian, as root); elsewhere tests take what is there and say
 * what they miss.
 */
export function ensureOtherEngines() {
  const missing = Object.keys(OTHERS).filter((name) => !pathOf(OTHERS[name]));
  if (missing.length === 0 || !mayInstall()) return;
  console.error(`Installing ${missing.join(', ')} for the browser tests…`);
  installDebian(missing);
}

const mayInstall = () => process.getuid?.() === 0 && existsSync('/etc/debian_version');

function installDebian(packages) {
  if (!mayInstall()) return;
  const quiet = { to: 'stderr', env: { DEBIAN_FRONTEND: 'noninteractive' } };
  sh('apt-get', ['-qq', 'update'], quiet);
  sh('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...packages], quiet);
}

/**
 * Environment that gives Node WebGPU by the software Vulkan driver that comes with Chromium: its loader and
 * SwiftShader lie beside the binary. Empty where they do not.
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
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.map(pathOf).find(Boolean) ?? null;
}

/** Where a program is, or undefined. */
function pathOf(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout?.trim() || undefined;
}
