/**
 * Tells the style sheets, as --scrollbar, how much place a browser keeps for a thin scrollbar; 0 where it
 * lies over what scrolls.
 */
export function measureScrollbar(): void {
  const probe = document.createElement('div');
  Object.assign(probe.style, {
    position: 'absolute',
    visibility: 'hidden',
    overflowY: 'auto',
    scrollbarGutter: 'stable',
    scrollbarWidth: 'thin',
  });
  document.body.append(probe);
  const own = probe.offsetWidth - probe.clientWidth;
  probe.remove();
  document.documentElement.style.setProperty('--scrollbar', `${own}px`);
}
