/** Counts by true class (rows) and predicted class (columns), shaded by the share of the row. Readable as a table. */
export function ConfusionMatrix({ title, classes, counts }: { title: string; classes: readonly string[]; counts: readonly (readonly number[])[] }) {
  return (
    // A region that scrolls sideways must be reachable by keyboard (axe: scrollable-region-focusable).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="confusion" role="region" aria-label={title} tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr><th scope="col"><span className="corner">true ↓ said →</span></th>{classes.map((c) => <th key={c} scope="col"><span className="slanted">{c}</span></th>)}<th scope="col"><span className="slanted">right</span></th></tr>
        </thead>
        <tbody>
          {counts.map((row, i) => {
            const total = row.reduce((a, b) => a + b, 0);
            return (
              <tr key={classes[i]}>
                <th scope="row">{classes[i]}</th>
                {row.map((n, k) => {
                  const share = total ? n / total : 0;
                  return <td key={k} className={i === k ? 'diagonal' : undefined} title={`${classes[i]} called ${classes[k]}: ${n} of ${total}`} style={{ '--share': `${Math.round(Math.sqrt(share) * 100)}%`, color: share > 0.35 ? 'var(--accent-ink)' : undefined } as React.CSSProperties}>{n || ''}</td>;
                })}
                <td className="recall">{total ? `${Math.round((100 * row[i]) / total)} %` : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
