import { useEffect, useState } from 'react';

type Theme = 'system' | 'light' | 'dark';
const KEY = 'rainbow-lab-theme';

const remembered = (): Theme => {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
};

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** The remembered theme, before anything is drawn. */
export const applyRememberedTheme = (): void => apply(remembered());

/** System, light or dark; remembered where storage is allowed. */
export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(remembered);
  useEffect(() => {
    apply(theme);
    try { localStorage.setItem(KEY, theme); } catch { /* private mode: not remembered */ }
  }, [theme]);
  return (
    <label className="theme">
      <span>Theme</span>
      <select value={theme} onChange={(e) => setTheme(e.target.value as Theme)}>
        <option value="system">Auto</option><option value="light">Light</option><option value="dark">Dark</option>
      </select>
    </label>
  );
}
