import { useEffect, useState } from 'react';
import { strings } from '../strings/index.ts';

const KEY = 'rainbow-lab-theme';
const text = strings.shell.view;
const THEMES = ['system', 'light', 'dark'] as const;

type Theme = (typeof THEMES)[number];

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
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      /* private mode: not remembered */
    }
  }, [theme]);
  return (
    <label className="theme">
      <span>{text.theme}</span>
      <select value={theme} onChange={(e) => setTheme(e.target.value as Theme)}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {text.themes[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
