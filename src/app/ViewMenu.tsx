import { Menu } from './Menu.tsx';
import { strings } from '../strings/index.ts';
import { setPresent, usePresent } from './present.ts';
import { ThemeChoice } from './ThemeChoice.tsx';

const text = strings.shell.view;

/** How the page looks: theme, projector. */
export function ViewMenu() {
  const present = usePresent();
  return (
    <Menu label={text.title} icon={text.title}>
      {() => (
        <>
          <ThemeChoice />
          <button type="button" aria-pressed={present} onClick={() => setPresent(!present)}>{text.projector}</button>
        </>
      )}
    </Menu>
  );
}
